#pragma once

#include <string_view>

namespace entrypoint {

/// Writes to stdout, whole. Throws base::Error with Exit::io if that is not possible.
void print(std::string_view text);

}  // namespace entrypoint
