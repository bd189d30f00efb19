#include "migrate/workshop.hpp"

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace migrate {
namespace {

report::Event done_event(const Step& step, base::Duration duration) {
  using What = report::Recorded::What;
  switch (step.act) {
    case Act::apply:
      return report::Applied{.migration = name_of(step), .duration = duration};
    case Act::roll_back:
      return report::RolledBack{.migration = name_of(step), .duration = duration};
    case Act::record:
      return report::Recorded{.what = What::applied, .migration = name_of(step)};
    case Act::forget:
      return report::Recorded{.what = What::forgotten, .migration = name_of(step)};
    default:
      return report::Recorded{.what = What::accepted, .migration = name_of(step)};
  }
}

/// Whether the step makes one more, or one less, that is recorded and complete.
int change_of(const Step& step) {
  const bool was_applied = step.entry != nullptr && !step.entry->progress;
  const bool goes = step.act == Act::roll_back || step.act == Act::forget;
  if (goes) return was_applied ? -1 : 0;
  return was_applied ? 0 : 1;
}

}  // namespace

report::Name name_of(const Step& step) {
  if (step.file != nullptr && step.file->kind == Kind::repeatable) return {.name = step.name()};
  return {.version = step.key(), .name = step.name()};
}

db::Limits Workshop::limits_for(const Script& script) const {
  const auto timeout = script.statement_timeout ? script.statement_timeout : job.statement_timeout;
  return {.lock = job.ddl_lock_timeout, .statement = timeout};
}

void Workshop::tell_begun(const Step& step, std::size_t number, std::size_t total) const {
  const report::Name name = name_of(step);
  if (step.act == Act::roll_back) {
    reporter.tell(report::RollingBack{.migration = name, .number = number, .total = total});
  } else {
    reporter.tell(report::Applying{.migration = name, .number = number, .total = total});
  }
  for (const std::string& note : step.script().notes)
    reporter.tell(report::Noted{.migration = name, .text = note});
}

void Workshop::tell_done(const Step& step, base::Duration duration) const {
  outcome.done.push_back({.act = step.act, .migration = name_of(step)});
  const int change = change_of(step);
  if (change > 0) {
    ++outcome.total_applied;
    if (outcome.pending > 0) --outcome.pending;
  } else if (change < 0) {
    --outcome.total_applied;
    if (step.file != nullptr) ++outcome.pending;
  }
  reporter.tell(done_event(step, duration));
}

std::string Workshop::count_applied(std::size_t half_undone) const {
  const std::size_t total = outcome.total_applied + outcome.pending;
  return std::to_string(outcome.total_applied - half_undone) + " of " + std::to_string(total) +
         (total == 1 ? " migration is applied" : " migrations are applied");
}

void keep_lock(const Workshop& shop, const Step& step) {
  try {
    if (!shop.session.keep_lock()) throw lock_lost(step);
    shop.session.settle();
  } catch (const db::LockLost&) {
    throw lock_lost(step);
  }
}

base::Error lock_lost(const Step& step) {
  return {
      base::Exit::lock_timeout,
      {.headline = "another process took the migration lock while " + step.label() + " ran",
       .notes = {"the migration dropped the lock (DISCARD ALL or pg_advisory_unlock_all()); what "
                 "it had not yet committed is rolled back"},
       .helps = {"take that statement out of the migration, and start again"}}};
}

void record(const Workshop& shop, const Step& step, const Taken& taken) {
  const bool anew = step.act == Act::apply || step.act == Act::record;
  if (step.act == Act::accept) {
    shop.history.accept(step.key(), *step.file);
    return;
  }
  if (step.entry != nullptr) shop.history.forget(step.key());
  if (anew) shop.history.record(*step.file, taken, shop.applied_by());
}

}  // namespace migrate
