#pragma once

#include "base/error.hpp"
#include "db/finding.hpp"
#include "entrypoint/command.hpp"

#include <optional>
#include <string>
#include <vector>

namespace entrypoint {

/// What an examination of the set-up came to.
struct Online {
  std::vector<db::Finding> findings{};
  /// Why there is no session to ask more; then it is the only finding.
  std::optional<base::Error> unreachable{};
};

/// Looks at the database that the settings name, ten seconds at the most. Throws Stopped.
Online check_online(const Context& context);

/// A line for each.
std::string findings_text(const std::vector<db::Finding>& findings);

}  // namespace entrypoint
