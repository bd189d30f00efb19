#include "migrate/reading.hpp"

#include "base/error.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/standing.hpp"

#include <utility>
#include <vector>

namespace migrate {
namespace {

/// Fills in place: the standing points into the history.
void fill(Reading& reading, const Job& job, const History& history, std::vector<Entry> entries) {
  reading.history = std::move(entries);
  reading.standing = take_stock(job.migrations, reading.history);
  reading.plan = job.planner(reading.standing, history);
}

}  // namespace

void read(Reading& reading, const Job& job, const History& history) {
  fill(reading, job, history, history.read());
  if (reading.plan.conflict)
    throw base::Error(reading.plan.conflict->exit, reading.plan.conflict->diagnostic);
}

/// Words about a conflict need all columns.
void read_first(Reading& reading, const Job& job, const History& history) {
  const bool came = !job.target.history_columns.empty();
  if (came) fill(reading, job, history, history.glance(job.migrations.size()));
  if (!came || reading.plan.conflict) read(reading, job, history);
}

}  // namespace migrate
