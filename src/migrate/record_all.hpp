#pragma once

#include "migrate/plan.hpp"
#include "migrate/workshop.hpp"

#include <span>

namespace migrate {

/// Takes steps that only change the history, all or none. Throws as Session does.
void record_all(const Workshop& shop, std::span<const Step> steps);

}  // namespace migrate
