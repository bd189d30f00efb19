#pragma once

#include "base/duration.hpp"

#include <string_view>

namespace report {

/// Writes `text` in one go wherever the kernel takes it so. Gives up when `fd` takes nothing for
/// as long as `patience`: a reader that is stuck must not stop the run. 0, or errno's reason.
[[nodiscard]] int write_whole(int fd, std::string_view text, base::Duration patience);

}  // namespace report
