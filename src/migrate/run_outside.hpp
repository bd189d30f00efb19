#pragma once

#include "migrate/plan.hpp"
#include "migrate/workshop.hpp"

#include <cstddef>

namespace migrate {

/// Runs a script statement by statement, each recorded; what was begun earlier is resumed at the
/// statement that failed. Throws Error: stopped_half_way, migrations_unusable if what is already
/// applied was edited, lock_timeout.
void run_outside(const Workshop& shop, const Step& step, std::size_t number, std::size_t total);

}  // namespace migrate
