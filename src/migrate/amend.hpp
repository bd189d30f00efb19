#pragma once

#include "migrate/plan.hpp"
#include "migrate/standing.hpp"

#include <string>

namespace migrate {

/// Whether a word can be a target for stamping: `head`, `base`, digits.
bool is_stamp_target(const std::string& word);

/// Records all that the files hold up to the target as applied, and forgets what is recorded above
/// it, without running anything. At `head` the repeatables are recorded too, at `base` all is
/// forgotten. Pure.
Plan plan_stamp(const Standing& standing, const std::string& target);

/// Accepts files that were changed after being applied, and forgets what stopped half-way. Pure.
Plan plan_repair(const Standing& standing);

}  // namespace migrate
