#pragma once

#include "base/error.hpp"
#include "migrate/attempts.hpp"
#include "migrate/history.hpp"
#include "migrate/plan.hpp"
#include "migrate/script_reader.hpp"
#include "migrate/workshop.hpp"
#include "sql/statement_stream.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace migrate {

/// A file's own transaction lost a fight for a lock: it can be run again from its BEGIN.
class LostFight : public std::runtime_error {
 public:
  LostFight(db::SqlFailure failure, base::Error error)
      : std::runtime_error(failure.message),
        failure_(std::move(failure)),
        error_(std::move(error)) {}
  [[nodiscard]] const db::SqlFailure& failure() const noexcept { return failure_; }
  /// What it comes to if it is not run again.
  [[nodiscard]] const base::Error& error() const noexcept { return error_; }

 private:
  db::SqlFailure failure_;
  base::Error error_;
};

/// One script outside a transaction, on its way from the recorded progress to its end. Throws
/// Error and LostFight.
class OutsideRun {
 public:
  OutsideRun(const Workshop& shop, const Step& step, Progress recorded);

  /// The next statement of the file: passed over if it is recorded as done, else run and recorded.
  void see(ScriptReader& reader, const sql::Statement& statement);
  /// After the last statement.
  void end(base::Duration duration);
  [[nodiscard]] const Progress& progress() const { return progress_; }

 private:
  void pass_over(ScriptReader& reader, const sql::Statement& statement);
  void run(ScriptReader& reader, const sql::Statement& statement);
  void run_in_own_transaction(ScriptReader& reader, const sql::Statement& statement);
  void run_bare(ScriptReader& reader, const sql::Statement& statement);
  void run_in_block(ScriptReader& reader, const sql::Statement& statement);
  void execute(ScriptReader& reader, const sql::Statement& statement);
  [[nodiscard]] bool was_done(const sql::Statement& statement) const;
  /// The chain with the statement at its end.
  [[nodiscard]] std::string chained(const sql::Statement& statement) const;
  void mark_begun(const sql::Statement& statement);
  void record_done();
  /// Within the transaction at hand: the statement at work is done.
  void write_progress() const;
  /// After the commit.
  void advance();
  void check_prefix() const;
  [[nodiscard]] base::Error stopped(const sql::Statement& statement,
                                    const db::SqlFailure& failure) const;

  const Workshop& shop_;
  const Step& step_;
  /// What is recorded, and what will be recorded next.
  Progress progress_{};
  /// Until the first statement that is not passed over.
  bool resuming_;
  /// Statements seen so far, and the chain over them.
  std::size_t seen_{0};
  std::string chain_{};
  /// With the statement at work, once it has run.
  std::string next_chain_{};
  bool in_block_{false};
};

}  // namespace migrate
