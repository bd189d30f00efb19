#include "db/postgres/limits.hpp"

#include "base/duration.hpp"
#include "db/session.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace db::postgres {
namespace {

/// As the server counts; what is more than it can hold is 24 days, its most.
std::string milliseconds(std::optional<base::Duration> duration) {
  constexpr base::Duration::rep most = std::numeric_limits<std::int32_t>::max();
  return std::to_string(std::min(duration.value_or(base::Duration(0)).count(), most));
}

}  // namespace

std::vector<std::string> set_limits(const Limits& limits, const std::string& set) {
  return {set + " lock_timeout = " + milliseconds(limits.lock),
          set + " statement_timeout = " + milliseconds(limits.statement)};
}

}  // namespace db::postgres
