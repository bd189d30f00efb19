#pragma once

#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"

#include <vector>

namespace migrate {

/// The history as it is now, and what follows from it. Steps point into both.
struct Reading {
  std::vector<Entry> history{};
  Standing standing{};
  Plan plan{};
};

/// Reads and plans, in place: the standing points into the history. Throws Error if the plan is a
/// conflict.
void read(Reading& reading, const Job& job, const History& history);

/// The same with what came with the session, if the job's target asked for it.
void read_first(Reading& reading, const Job& job, const History& history);

}  // namespace migrate
