#pragma once

#include "db/session.hpp"

#include <string>
#include <vector>

namespace db::postgres {

/// The statements that set them; `set`: SET or SET LOCAL.
std::vector<std::string> set_limits(const Limits& limits, const std::string& set);

}  // namespace db::postgres
