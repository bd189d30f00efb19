#pragma once

#include "base/duration.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace db {

using Value = std::optional<std::string>;
using Row = std::vector<Value>;
using Rows = std::vector<Row>;

/// Gets one row after the other; each is good until it returns.
using TakeRow = std::function<void(const Row&)>;

/// The next piece of COPY data, empty at the end.
using NextPiece = std::function<std::string_view()>;

/// How long statements may take; nothing: for ever.
struct Limits {
  /// For a lock on a table (PostgreSQL's lock_timeout).
  std::optional<base::Duration> lock{};
  std::optional<base::Duration> statement{};
  /// SQLite: enforce foreign keys (off unless asked for).
  bool foreign_keys{false};

  bool operator==(const Limits&) const = default;
};

/// What is known of the server from the first answer.
struct Server {
  std::string engine{};
  std::string version{};
  std::string public_url{};
  /// The role that owns what we make: who is logged in, or --role.
  std::string user{};
  bool writable{true};
  /// A pooler stands between: session locks can't be trusted.
  bool pooled{false};
  /// Reached by a unix socket, as the temporary server of an image's first start can be.
  bool by_socket{false};
  /// Less than ten seconds ago.
  bool just_started{false};
  /// A password went to another host over a connection that is not encrypted.
  bool password_exposed{false};
  bool history_exists{false};
  /// The history table, qualified and quoted, as it stands in SQL.
  std::string history_table{};
  /// What the lock is for: two sessions with the same name exclude each other.
  std::string lock_name{};
};

/// One conversation with one database. Every call that talks to it may throw Stopped (a running
/// statement is cancelled first), SqlError (the session goes on) or ConnectionLost (it doesn't).
class Session {
 public:
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual ~Session() = default;

  [[nodiscard]] virtual const Server& server() const = 0;

  /// Every row of the history table as it was when the session was opened or later, these columns
  /// of it; none if there was no table. Call it first, and once.
  virtual void first_look(std::string_view columns, const TakeRow& take);

  /// Runs `sql`, results are passed over.
  virtual void execute(std::string_view sql) = 0;
  /// Runs one statement, its parameters are $1, $2 ... in this order.
  virtual Rows query(std::string_view sql, std::span<const Value> parameters) = 0;
  Rows query(std::string_view sql) { return query(sql, {}); }
  /// Runs a COPY ... FROM stdin.
  virtual void copy(std::string_view statement, const NextPiece& next) = 0;

  /// As execute(), but inside a transaction it may come back before the statement has run: the
  /// next call that waits for an answer (settle(), execute(), query(), copy(), commit()) then
  /// throws what was refused. The caller sees to it that not too much is under way.
  virtual void post(std::string_view sql) { execute(sql); }
  /// The same for one statement of the caller's own, with parameters.
  virtual void post(std::string_view sql, std::span<const Value> parameters) {
    query(sql, parameters);
  }
  /// Waits until all that was posted has run.
  virtual void settle() {}

  /// Opens a transaction that may write, with limits of its own.
  virtual void begin(const Limits& limits) = 0;
  /// ConnectionLost: the outcome is unknown.
  virtual void commit() = 0;
  /// For cleaning up: never throws, a second call does nothing. Bounded by two seconds; what can't
  /// be rolled back in time goes with the connection.
  virtual void rollback() noexcept = 0;
  /// Whether a transaction is open, ours or a migration's.
  [[nodiscard]] virtual bool in_transaction() const = 0;
  /// Limits for what runs outside a transaction.
  virtual void limit(const Limits& limits) = 0;

  /// Puts the session back to what a new connection would be, but keeps the lock; inside a
  /// transaction only as far as that goes there.
  virtual void reset() = 0;

  /// Until the end of the transaction: acts as the one who owns the history table, whatever role a
  /// migration has set.
  virtual void act_as_owner() {}

  /// Takes the migration lock if nobody has it. Never waits.
  virtual bool try_lock() = 0;
  /// Whether the lock is still ours; one that was dropped is taken again. False: somebody was
  /// faster. Inside a transaction that may turn out later, as LockLost instead of what was posted
  /// behind it.
  virtual bool keep_lock() = 0;
  virtual void unlock() noexcept = 0;
  /// Who has the lock, for people: `pid 123 (migrexec/pod-1) from 10.0.0.7, since 12:00:03 UTC`;
  /// empty if nobody or unknown.
  virtual std::string lock_holder() = 0;
};

/// The question behind first_look().
std::string select_history(std::string_view columns, std::string_view table);

}  // namespace db
