#include "migrate/run_outside.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/transaction.hpp"
#include "migrate/attempts.hpp"
#include "migrate/failure.hpp"
#include "migrate/history.hpp"
#include "migrate/outside_run.hpp"
#include "migrate/plan.hpp"
#include "migrate/script_reader.hpp"
#include "migrate/workshop.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace migrate {
namespace {

/// What is begun must be recorded before the first statement runs.
Progress begin(const Workshop& shop, const Step& step) {
  const db::Limits limits = shop.limits_for(step.script());
  shop.session.limit(limits);
  if (step.entry != nullptr && step.entry->progress) return *step.entry->progress;
  db::Transaction transaction(shop.session, limits);
  keep_lock(shop, step);
  Progress begun;
  if (step.act == Act::roll_back) {
    begun.way = Progress::Way::down;
    shop.history.update(step.key(), begun);
  } else {
    if (step.entry != nullptr) shop.history.forget(step.key());
    shop.history.record_begun(*step.file, shop.applied_by());
  }
  transaction.commit();
  return begun;
}

/// The whole script, once: what is recorded is passed over.
void run_through(const Workshop& shop, const Step& step, OutsideRun& run) {
  ScriptReader reader(step.script(), shop.driver.dialect);
  while (const auto statement = reader.next())
    run.see(reader, *statement);
  reader.check_unchanged();
}

void run_to_end(const Workshop& shop, const Step& step) {
  const base::Moment start = shop.world.clock.now();
  Attempts attempts(shop, step);
  Progress progress = begin(shop, step);
  for (;;) {
    OutsideRun run(shop, step, std::move(progress));
    try {
      run_through(shop, step, run);
      run.end(shop.since(start));
      shop.tell_done(step, shop.since(start));
      return;
    } catch (const LostFight& fight) {
      if (!attempts.again(fight.failure()))
        throw base::Error(fight.error().exit(), fight.error().diagnostic());
      progress = run.progress();
    }
  }
}

}  // namespace

void run_outside(const Workshop& shop, const Step& step, std::size_t number, std::size_t total) {
  try {
    shop.session.reset();
    shop.tell_begun(step, number, total);
    run_to_end(shop, step);
    shop.session.reset();
  } catch (const db::SqlError& error) {
    // Not a statement of the file: its record, or a setting that is repeated.
    base::Diagnostic diagnostic =
        refused(shop.driver, step.script(), std::nullopt, error.failure());
    diagnostic.notes.push_back(shop.count_applied());
    help_if_history_is_gone(diagnostic, shop.session.server(), error.failure());
    const bool locked = error.failure().remedy == db::Remedy::try_again;
    throw base::Error(
        exit_for(error.failure(), locked ? base::Exit::lock_timeout : base::Exit::stopped_half_way),
        std::move(diagnostic));
  }
}

}  // namespace migrate
