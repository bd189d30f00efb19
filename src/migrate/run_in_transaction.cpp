#include "migrate/run_in_transaction.hpp"

#include "base/diagnostic.hpp"
#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/transaction.hpp"
#include "migrate/attempts.hpp"
#include "migrate/failure.hpp"
#include "migrate/foreign_keys.hpp"
#include "migrate/history.hpp"
#include "migrate/plan.hpp"
#include "migrate/script_reader.hpp"
#include "migrate/text_source.hpp"
#include "migrate/under_way.hpp"
#include "migrate/workshop.hpp"
#include "sql/dialect.hpp"
#include "sql/statement_stream.hpp"
#include "sql/statement_traits.hpp"

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migrate {
namespace {

/// A refused step, before it is known whether another try makes sense.
class Refused : public std::runtime_error {
 public:
  Refused(const Step& step, std::optional<Spot> spot, db::SqlFailure failure)
      : std::runtime_error(failure.message),
        step_(&step),
        spot_(spot),
        failure_(std::move(failure)) {}
  [[nodiscard]] const Step& step() const noexcept { return *step_; }
  [[nodiscard]] const std::optional<Spot>& spot() const noexcept { return spot_; }
  [[nodiscard]] const db::SqlFailure& failure() const noexcept { return failure_; }

 private:
  const Step* step_;
  std::optional<Spot> spot_;
  db::SqlFailure failure_;
};

/// The wrapper's own words are skipped, but not what its BEGIN asks for.
void run_wrapper(db::Session& session, const sql::Statement& statement, sql::Dialect dialect) {
  const std::string_view modes = sql::transaction_modes(statement.text);
  const bool asks = statement.traits.control == sql::Control::begin && !modes.empty();
  if (asks && dialect == sql::Dialect::postgresql)
    session.execute("SET TRANSACTION " + std::string(modes));
}

/// Waits until what was posted has run.
void settle(const Workshop& shop, UnderWay& under_way) {
  shop.session.settle();
  under_way.clear();
}

void run_statement(const Workshop& shop, ScriptReader& reader, const sql::Statement& statement,
                   UnderWay& under_way) {
  const sql::Control control = statement.traits.control;
  const bool skipped = control == sql::Control::begin || control == sql::Control::commit;
  if (skipped) {
    run_wrapper(shop.session, statement, shop.driver.dialect);
  } else if (statement.traits.copy_from_stdin) {
    shop.session.copy(statement.text, [&] { return reader.copy_data(); });
  } else {
    under_way.add(statement);
    shop.session.post(statement.text);
    if (under_way.is_much()) settle(shop, under_way);
  }
}

void run_statements(const Workshop& shop, const Step& step, UnderWay& under_way) {
  ScriptReader reader(step.script(), shop.driver.dialect);
  while (const auto statement = reader.next()) {
    try {
      run_statement(shop, reader, *statement, under_way);
    } catch (const db::SqlError& error) {
      const auto earlier = under_way.spot_of(error.failure());
      throw Refused(step, earlier ? earlier : spot_of(*statement, error.failure()),
                    error.failure());
    }
  }
  reader.check_unchanged();
}

/// What ends a step may bring to light what was said against its statements.
template <typename Act>
void end_step(const Step& step, const UnderWay& under_way, const Act& act) {
  try {
    act();
  } catch (const db::SqlError& error) {
    throw Refused(step, under_way.spot_of(error.failure()), error.failure());
  } catch (const db::LockLost&) {
    throw lock_lost(step);
  }
}

/// A step travels in one flight, the last one with the COMMIT, if the database itself measures how
/// long it takes. The last one looks after the lock: with the locks of many migrations that takes
/// its time.
void run_one(const Workshop& shop, const Step& step, bool last, base::Moment transaction_begin,
             UnderWay& under_way) {
  const base::Moment begin = shop.world.clock.now();
  const base::Duration earlier = shop.since(transaction_begin);
  run_statements(shop, step, under_way);
  end_step(step, under_way, [&] {
    if (step.script().check_foreign_keys) check_foreign_keys(shop.session, shop.driver);
    shop.session.reset();
    if (last && !shop.session.keep_lock()) throw lock_lost(step);
    record(shop, step,
           shop.driver.elapsed.empty() ? Taken{.measured = shop.since(begin)}
                                       : Taken{.earlier = earlier});
    if (!last) settle(shop, under_way);
  });
}

std::vector<base::Duration> apply_all(const Workshop& shop, const Group& group) {
  const Step& first = group.steps.front();
  const Step& last = group.steps.back();
  std::vector<base::Duration> durations;
  UnderWay under_way;
  const base::Moment transaction_begin = shop.world.clock.now();
  db::Transaction transaction(shop.session, shop.limits_for(first.script()));
  std::size_t number = group.first;
  base::Moment begin{};
  for (const Step& step : group.steps) {
    begin = shop.world.clock.now();
    if (&step != &first) shop.session.limit(shop.limits_for(step.script()));
    shop.tell_begun(step, number++, group.total);
    run_one(shop, step, &step == &last, transaction_begin, under_way);
    durations.push_back(shop.since(begin));
  }
  end_step(last, under_way, [&] { transaction.commit(); });
  // The last flight has run only now.
  durations.back() = shop.since(begin);
  return durations;
}

std::vector<base::Duration> attempt(const Workshop& shop, const Group& group) {
  try {
    shop.session.reset();
    return apply_all(shop, group);
  } catch (const db::SqlError& error) {
    // BEGIN and COMMIT are refused too: a busy SQLite file, a deferred constraint.
    throw Refused(group.steps.back(), std::nullopt, error.failure());
  }
}

/// Everything that shared the transaction.
std::string whole_group(std::size_t count, bool down) {
  const std::string all = count == 2 ? "both" : "all " + std::to_string(count);
  return all + (down ? " steps of the transaction were undone"
                     : " migrations of the transaction were rolled back");
}

base::Error failed(const Workshop& shop, const Group& group, const Refused& refused_one) {
  base::Diagnostic diagnostic =
      refused(shop.driver, refused_one.step().script(), refused_one.spot(), refused_one.failure());
  const bool down = refused_one.step().act == Act::roll_back;
  std::string what =
      down ? "nothing was changed, the migration stays applied" : "the migration was rolled back";
  if (group.steps.size() > 1) what = whole_group(group.steps.size(), down);
  diagnostic.notes.insert(diagnostic.notes.begin(), what + ", " + shop.count_applied());
  if (!refused_one.spot())
    help_if_history_is_gone(diagnostic, shop.session.server(), refused_one.failure());
  const bool locked = refused_one.failure().remedy == db::Remedy::try_again;
  if (locked)
    diagnostic.helps.emplace_back(
        "look who holds the lock on the table, or raise --lock-timeout or --ddl-lock-timeout");
  if (down && !locked && refused_one.step().script().recorded)
    diagnostic.helps.emplace_back("correct the down file and take that: --down-from file");
  return {exit_for(refused_one.failure(),
                   locked ? base::Exit::lock_timeout : base::Exit::migration_failed),
          std::move(diagnostic)};
}

}  // namespace

void run_in_transaction(const Workshop& shop, const Group& group) {
  Attempts attempts(shop, group.steps.front());
  for (;;) {
    try {
      const auto durations = attempt(shop, group);
      for (std::size_t i = 0; i < group.steps.size(); ++i)
        shop.tell_done(group.steps[i], durations[i]);
      shop.session.reset();
      return;
    } catch (const Refused& error) {
      const bool lock_lost = error.failure().remedy == db::Remedy::try_again;
      if (!lock_lost || !attempts.again(error.failure())) throw failed(shop, group, error);
    }
  }
}

}  // namespace migrate
