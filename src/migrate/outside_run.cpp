#include "migrate/outside_run.hpp"

#include "base/checksum.hpp"
#include "base/duration.hpp"
#include "base/error.hpp"
#include "db/error.hpp"
#include "migrate/aftermath.hpp"
#include "migrate/attempts.hpp"
#include "migrate/failure.hpp"
#include "migrate/half_way.hpp"
#include "migrate/history.hpp"
#include "migrate/plan.hpp"
#include "migrate/script_reader.hpp"
#include "migrate/workshop.hpp"
#include "report/event.hpp"
#include "sql/dialect.hpp"
#include "sql/statement_stream.hpp"
#include "sql/statement_traits.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace migrate {
namespace {

using sql::Control;

/// A transaction that leaves the limits which the file itself may have set as they are.
class OwnTransaction {
 public:
  explicit OwnTransaction(const Workshop& shop) : session_(shop.session) {
    const bool sqlite = shop.driver.dialect == sql::Dialect::sqlite;
    // The file may have made its session read-only; the record must be written all the same.
    session_.execute(sqlite ? "BEGIN IMMEDIATE" : "BEGIN READ WRITE");
  }
  OwnTransaction(const OwnTransaction&) = delete;
  OwnTransaction& operator=(const OwnTransaction&) = delete;
  ~OwnTransaction() {
    if (!done_) session_.rollback();
  }
  void commit() {
    session_.commit();
    done_ = true;
  }

 private:
  db::Session& session_;
  bool done_{false};
};

/// PostgreSQL's lock_timeout would cancel a statement that waits for other transactions by design,
/// and leave an invalid index.
class NoLockTimeout {
 public:
  NoLockTimeout(const Workshop& shop, const sql::Statement& statement) : session_(shop.session) {
    if (!statement.traits.concurrently) return;
    before_ = session_.query("SELECT pg_catalog.current_setting('lock_timeout')").at(0).at(0);
    session_.execute("SET lock_timeout = 0");
  }

  void end() {
    if (before_) session_.execute("SET lock_timeout = '" + *before_ + "'");
  }

 private:
  db::Session& session_;
  db::Value before_{};
};

}  // namespace

OutsideRun::OutsideRun(const Workshop& shop, const Step& step, Progress recorded)
    : shop_(shop),
      step_(step),
      progress_(std::move(recorded)),
      resuming_(progress_.statements_done > 0 || progress_.begun) {}

void OutsideRun::see(ScriptReader& reader, const sql::Statement& statement) {
  ++seen_;
  if (seen_ <= progress_.statements_done && !in_block_) {
    pass_over(reader, statement);
    return;
  }
  if (std::exchange(resuming_, false))
    shop_.reporter.tell(report::Resuming{.migration = name_of(step_), .statement = seen_});
  run(reader, statement);
}

void OutsideRun::pass_over(ScriptReader& reader, const sql::Statement& statement) {
  base::Checksum checksum;
  checksum.add(chain_ + "\n");
  checksum.add(statement.text);
  if (statement.traits.session_setting) shop_.session.execute(statement.text);
  if (statement.traits.copy_from_stdin) {
    for (auto piece = reader.copy_data(); !piece.empty(); piece = reader.copy_data())
      checksum.add(piece);
  }
  chain_ = checksum.hex();
  if (seen_ == progress_.statements_done) check_prefix();
}

void OutsideRun::check_prefix() const {
  if (chain_ == progress_.prefix && seen_ >= progress_.statements_done) return;
  throw differs_where_done(step_, progress_.statements_done);
}

std::string OutsideRun::chained(const sql::Statement& statement) const {
  base::Checksum checksum;
  checksum.add(chain_ + "\n");
  checksum.add(statement.text);
  return checksum.hex();
}

void OutsideRun::execute(ScriptReader& reader, const sql::Statement& statement) {
  base::Checksum checksum;
  checksum.add(chain_ + "\n");
  checksum.add(statement.text);
  if (statement.traits.copy_from_stdin) {
    shop_.session.copy(statement.text, [&] {
      const std::string_view piece = reader.copy_data();
      checksum.add(piece);
      return piece;
    });
  } else {
    shop_.session.execute(statement.text);
  }
  next_chain_ = checksum.hex();
}

void OutsideRun::run(ScriptReader& reader, const sql::Statement& statement) {
  const Control control = statement.traits.control;
  const bool block = in_block_ || control == Control::begin || control == Control::savepoint;
  // SQLite passes over some settings inside a transaction without a word.
  const bool setting =
      statement.traits.session_setting && shop_.driver.dialect == sql::Dialect::sqlite;
  const bool bare = statement.traits.outside_transaction || control != Control::none || setting;
  try {
    if (block) {
      run_in_block(reader, statement);
    } else if (bare) {
      run_bare(reader, statement);
    } else {
      run_in_own_transaction(reader, statement);
    }
  } catch (const db::SqlError& error) {
    const bool lost = error.failure().remedy == db::Remedy::try_again;
    shop_.session.rollback();
    if (lost && (block || statement.traits.copy_from_stdin))
      throw LostFight(error.failure(), stopped(statement, error.failure()));
    throw stopped(statement, error.failure());
  }
}

/// In the file's own transaction; its COMMIT takes the progress along.
void OutsideRun::run_in_block(ScriptReader& reader, const sql::Statement& statement) {
  const Control control = statement.traits.control;
  if (control == Control::commit) {
    next_chain_ = chained(statement);
    keep_lock(shop_, step_);
    write_progress();
  }
  execute(reader, statement);
  chain_ = next_chain_;
  in_block_ = shop_.session.in_transaction();
  if (in_block_) return;
  if (control == Control::commit) {
    advance();
  } else {
    record_done();
  }
}

void OutsideRun::run_in_own_transaction(ScriptReader& reader, const sql::Statement& statement) {
  Attempts attempts(shop_, step_);
  for (;;) {
    try {
      OwnTransaction transaction(shop_);
      execute(reader, statement);
      keep_lock(shop_, step_);
      write_progress();
      transaction.commit();
      advance();
      return;
    } catch (const db::SqlError& error) {
      const db::Remedy remedy = error.failure().remedy;
      // CALL and DO of what commits by itself can't be told from their words.
      if (remedy == db::Remedy::run_outside_transaction) break;
      const bool again = remedy == db::Remedy::try_again && !statement.traits.copy_from_stdin;
      if (!again || !attempts.again(error.failure())) throw;
    }
  }
  run_bare(reader, statement);
}

/// Its outcome can't be recorded together with it: first comes a note that it has begun.
void OutsideRun::run_bare(ScriptReader& reader, const sql::Statement& statement) {
  Attempts attempts(shop_, step_);
  bool unknown = progress_.begun.has_value();
  if (!unknown) mark_begun(statement);
  NoLockTimeout no_timeout(shop_, statement);
  for (bool done = false; !done;) {
    try {
      if (unknown && was_done(statement)) {
        next_chain_ = chained(statement);
      } else {
        execute(reader, statement);
      }
      done = true;
    } catch (const db::SqlError& error) {
      const bool again = error.failure().remedy == db::Remedy::try_again;
      if (!again || !attempts.again(error.failure())) throw;
      unknown = true;
    }
  }
  no_timeout.end();
  record_done();
}

bool OutsideRun::was_done(const sql::Statement& statement) const {
  if (!shop_.driver.has_catalog) return false;
  const auto effect = sql::effect_of(statement.text);
  return effect && look(shop_.session, *effect, progress_.begun.value_or("")) == Aftermath::done;
}

void OutsideRun::mark_begun(const sql::Statement& statement) {
  const auto effect =
      shop_.driver.has_catalog ? sql::effect_of(statement.text) : std::optional<sql::Effect>();
  progress_.begun = effect ? before(shop_.session, *effect) : "";
  OwnTransaction transaction(shop_);
  shop_.session.act_as_owner();
  shop_.history.update(step_.key(), progress_);
  transaction.commit();
}

void OutsideRun::record_done() {
  keep_lock(shop_, step_);
  OwnTransaction transaction(shop_);
  write_progress();
  transaction.commit();
  advance();
}

void OutsideRun::write_progress() const {
  shop_.session.act_as_owner();
  shop_.history.update(step_.key(),
                       {.statements_done = seen_, .prefix = next_chain_, .way = progress_.way});
}

void OutsideRun::advance() {
  progress_ = {.statements_done = seen_, .prefix = next_chain_, .way = progress_.way};
  chain_ = next_chain_;
}

void OutsideRun::end(base::Duration duration) {
  if (seen_ < progress_.statements_done) check_prefix();
  keep_lock(shop_, step_);
  OwnTransaction transaction(shop_);
  shop_.session.act_as_owner();
  if (step_.act == Act::roll_back) {
    shop_.history.forget(step_.key());
  } else {
    shop_.history.complete(step_.key(), *step_.file, duration);
  }
  transaction.commit();
}

base::Error OutsideRun::stopped(const sql::Statement& statement,
                                const db::SqlFailure& failure) const {
  return stopped_half_way(
      shop_, step_, progress_, failure,
      refused(shop_.driver, step_.script(), spot_of(statement, failure), failure));
}

}  // namespace migrate
