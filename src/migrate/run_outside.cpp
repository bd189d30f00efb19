#include "migrate/run_outside.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/error.hpp"
#include "db/transaction.hpp"
#include "migrate/attempts.hpp"
#include "migrate/failure.hpp"
#include "migrate/history.hpp"
#include "migrate/migration.hpp"
#include "migrate/outside_run.hpp"
#include "migrate/standing.hpp"
#include "migrate/text_source.hpp"
#include "migrate/workshop.hpp"
#include "sql/statement_stream.hpp"
#include "sql/text_error.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace migrate {
namespace {

/// A row must be there before the first statement runs.
Progress begin(const Workshop& shop, const Line& step) {
  const Migration& migration = *step.file;
  shop.session.limit(shop.limits_for(migration));
  if (step.entry != nullptr) {
    return step.entry->progress.value_or(Progress{});
  }
  db::Transaction transaction(shop.session, shop.limits_for(migration));
  keep_lock(shop, migration);
  shop.history.record_begun(migration, shop.applied_by());
  transaction.commit();
  return {};
}

/// The whole file, once: what is recorded is passed over.
void run_through(const Workshop& shop, const Migration& migration, OutsideRun& run) {
  TextSource source(migration.path);
  sql::StatementStream stream(source, shop.driver.dialect);
  try {
    while (auto statement = stream.next()) {
      // COPY data takes the place of the statement's text in the stream.
      const std::string kept(statement->traits.copy_from_stdin ? statement->text
                                                               : std::string_view());
      if (!kept.empty()) statement->text = kept;
      run.see(stream, *statement);
    }
  } catch (const sql::TextError& error) {
    throw unusable(migration.path, error);
  }
  check_unchanged(migration, source);
}

void run_to_end(const Workshop& shop, const Line& step) {
  const Migration& migration = *step.file;
  const base::Moment start = shop.world.clock.now();
  Attempts attempts(shop, migration);
  Progress progress = begin(shop, step);
  for (;;) {
    OutsideRun run(shop, migration, std::move(progress));
    try {
      run_through(shop, migration, run);
      run.end(shop.since(start));
      shop.tell_applied(migration, shop.since(start));
      return;
    } catch (const LostFight& fight) {
      if (!attempts.again(fight.failure()))
        throw base::Error(fight.error().exit(), fight.error().diagnostic());
      progress = run.progress();
    }
  }
}

}  // namespace

void run_outside(const Workshop& shop, const Line& step, std::size_t number, std::size_t total) {
  try {
    shop.session.reset();
    shop.tell_applying(*step.file, number, total);
    run_to_end(shop, step);
    shop.session.reset();
  } catch (const db::SqlError& error) {
    // Not a statement of the file: its record, or a setting that is repeated.
    base::Diagnostic diagnostic = refused(shop.driver, *step.file, std::nullopt, error.failure());
    diagnostic.notes.push_back(shop.count_applied());
    const bool locked = error.failure().remedy == db::Remedy::try_again;
    throw base::Error(
        exit_for(error.failure(), locked ? base::Exit::lock_timeout : base::Exit::stopped_half_way),
        std::move(diagnostic));
  }
}

}  // namespace migrate
