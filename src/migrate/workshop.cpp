#include "migrate/workshop.hpp"

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/session.hpp"
#include "migrate/migration.hpp"
#include "report/event.hpp"

#include <cstddef>
#include <string>

namespace migrate {

report::Name name_of(const Migration& migration) {
  return {.version = migration.version.text(), .name = migration.name};
}

db::Limits Workshop::limits_for(const Migration& migration) const {
  const auto timeout =
      migration.statement_timeout ? migration.statement_timeout : job.statement_timeout;
  return {.lock = job.ddl_lock_timeout, .statement = timeout};
}

void Workshop::tell_applying(const Migration& migration, std::size_t number,
                             std::size_t total) const {
  reporter.tell(
      report::Applying{.migration = name_of(migration), .number = number, .total = total});
  for (const std::string& note : migration.notes)
    reporter.tell(report::Noted{.migration = name_of(migration), .text = note});
}

void Workshop::tell_applied(const Migration& migration, base::Duration duration) const {
  outcome.applied.push_back(name_of(migration));
  ++outcome.total_applied;
  if (outcome.pending > 0) --outcome.pending;
  reporter.tell(report::Applied{.migration = name_of(migration), .duration = duration});
}

std::string Workshop::count_applied() const {
  const std::size_t total = outcome.total_applied + outcome.pending;
  return std::to_string(outcome.total_applied) + " of " + std::to_string(total) +
         (total == 1 ? " migration is applied" : " migrations are applied");
}

void keep_lock(const Workshop& shop, const Migration& migration) {
  if (shop.session.keep_lock()) return;
  throw base::Error(
      base::Exit::lock_timeout,
      {.headline = "another process took the migration lock while " + migration.label() + " ran",
       .notes = {"the migration dropped the lock (DISCARD ALL or pg_advisory_unlock_all()); what "
                 "it had not yet committed is rolled back"},
       .helps = {"take that statement out of the migration, and start again"}});
}

}  // namespace migrate
