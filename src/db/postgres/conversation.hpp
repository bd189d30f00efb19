#pragma once

#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/postgres/handles.hpp"
#include "db/postgres/wait_socket.hpp"
#include "db/session.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace db::postgres {

/// Which rows of an answer are kept.
enum class Keep { all_rows, last_row };

/// Questions and answers on one connection, always interruptible. Throws SqlError for what the
/// server refuses, ConnectionLost when it is gone, Stopped after a signal: by then what was running
/// has been cancelled and its end was seen.
class Conversation {
 public:
  /// `world` and `on_notice` must outlive it.
  Conversation(Connection connection, const base::World& world,
               const std::function<void(const Notice&)>& on_notice);

  /// One or more statements by the simple protocol; the last one's rows.
  Result ask(const std::string& sql);
  /// The same, rows are passed over: a SELECT of millions costs no memory.
  void run(const std::string& sql);
  /// One statement with text parameters.
  Result ask(const std::string& sql, std::span<const Value> parameters);
  void copy(const std::string& sql, const NextPiece& next);

  /// Several statements in one round trip. The answer to each, in order; a refusal is the last one:
  /// the server passes over the rest. Unless they begin a transaction they are one.
  std::vector<Result> ask_each(const std::string& sql, Keep keep);
  /// What the answer to `sql` says, if it is a refusal.
  [[nodiscard]] std::optional<SqlFailure> failure_in(const Result& answer,
                                                     std::string_view sql) const;

  /// From now on signals are ignored and everything must be over at `deadline`: for cleaning up.
  void hurry(base::Moment deadline) { until_ = {.deadline = deadline, .heed = Heed::nothing}; }
  /// The end of hurrying.
  void relax() { until_ = {}; }

  [[nodiscard]] PGconn* raw() const { return connection_.get(); }

 private:
  void check_stop() const;
  void send(const std::string& sql, std::span<const Value> parameters);
  void flush(Direction direction);
  void await(Direction direction);
  void cancel();
  Result next_result();
  void pass_over_copy(const PGresult* result);
  std::vector<Result> receive();
  std::vector<Result> finish();
  Result require_done(std::string_view sql);
  /// Whether what was asked was cancelled for a signal.
  bool was_cancelled();
  void put(std::string_view piece);
  void end_copy(const char* refusal);
  [[noreturn]] void lost(const std::string& why) const;

  Connection connection_;
  const base::World& world_;
  Until until_{};
  bool cancelled_{false};
};

}  // namespace db::postgres
