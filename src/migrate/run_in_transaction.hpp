#pragma once

#include "migrate/plan.hpp"
#include "migrate/workshop.hpp"

#include <cstddef>
#include <span>

namespace migrate {

/// The steps of one transaction, and their place among all.
struct Group {
  std::span<const Step> steps{};
  std::size_t first{1};
  std::size_t total{1};
};

/// Takes all steps of the group, with their history rows, in one transaction, or nothing. Tries
/// again after a lost fight for a lock. Throws Error: migration_failed, io, lock_timeout.
void run_in_transaction(const Workshop& shop, const Group& group);

}  // namespace migrate
