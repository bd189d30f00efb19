#pragma once

#include "base/exit.hpp"

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace db {

/// What can be done about a statement that the database refused.
enum class Remedy {
  none,
  /// Somebody else holds a lock (lock_timeout, deadlock, SQLITE_BUSY): try again later.
  try_again,
  /// The statement, or something it calls, must run outside a transaction block.
  run_outside_transaction,
  /// The role lacks a privilege.
  grant,
  /// Our own disk is full or fails (SQLite).
  mend_disk,
};

/// The database refused a statement; the session is alive. Offsets count bytes of the statement.
struct SqlFailure {
  std::string message{};
  /// PostgreSQL's SQLSTATE, SQLite's extended result code as `SQLITE_CONSTRAINT_UNIQUE`.
  std::string code{};
  std::string detail{};
  std::string hint{};
  /// Where it happened inside functions, several lines.
  std::string context{};
  std::optional<std::size_t> offset{};
  /// It is a statement that was posted: how many others had been since begin() or settle().
  std::optional<std::size_t> posted{};
  Remedy remedy{Remedy::none};
};

class SqlError : public std::runtime_error {
 public:
  explicit SqlError(SqlFailure failure)
      : std::runtime_error(failure.message), failure_(std::move(failure)) {}
  [[nodiscard]] const SqlFailure& failure() const noexcept { return failure_; }

 private:
  SqlFailure failure_;
};

/// The session is gone; what it was doing may or may not have been committed.
class ConnectionLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The migration lock was dropped, and somebody else has it now.
class LockLost : public std::runtime_error {
 public:
  LockLost() : std::runtime_error("another process has the migration lock") {}
};

/// What a failed attempt to get a session means for the next one.
enum class Verdict { transient, fatal_after_grace, fatal };

struct ConnectFailure {
  std::string message{};
  /// SQLSTATE, empty if the server never got so far.
  std::string code{};
  Verdict verdict{Verdict::transient};
  /// The exit code if it stays so.
  base::Exit exit{base::Exit::unavailable};
  /// What a person could type.
  std::string help{};
  /// Nobody said anything in time: tells less than an earlier answer.
  bool no_answer{false};
  /// Asking often makes it worse (too many connections).
  bool slow_down{false};
};

class ConnectError : public std::runtime_error {
 public:
  explicit ConnectError(ConnectFailure failure)
      : std::runtime_error(failure.message), failure_(std::move(failure)) {}
  [[nodiscard]] const ConnectFailure& failure() const noexcept { return failure_; }

 private:
  ConnectFailure failure_;
};

}  // namespace db
