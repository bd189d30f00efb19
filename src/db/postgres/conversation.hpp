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

/// Whether somebody will look at the rows of an answer.
/// `no_answer`: it is our own, collect() passes over it.
enum class Wanted { rows, nothing, no_answer };

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

  /// Sends one statement without waiting for its answer. What is posted travels together and comes
  /// to one transaction, unless it begins one itself; after a refusal the server passes over the
  /// rest. Not for COPY. Until collect() nothing else may be asked.
  void post(const std::string& sql, std::span<const Value> parameters, Wanted wanted);
  /// Behind it the server goes on, whatever it refused before.
  void post_border();
  [[nodiscard]] bool has_posted() const { return !posted_.empty(); }
  /// The answers to all that was posted, in order, a refusal among them.
  std::vector<Result> collect();
  /// Cancels what was posted; nobody is interested in the answers. Throws ConnectionLost.
  void abandon();
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
  Result next_answer();
  std::vector<Result> receive();
  Result finish(std::string_view sql);
  /// Whether what was asked was cancelled for a signal.
  bool was_cancelled();
  void put(std::string_view piece);
  void end_copy(const char* refusal);
  [[noreturn]] void lost(const std::string& why) const;

  Connection connection_;
  const base::World& world_;
  Until until_{};
  bool cancelled_{false};
  /// The last question was run()'s.
  bool row_by_row_{false};
  /// What collect() waits for; nothing stands for a border.
  std::vector<std::optional<Wanted>> posted_{};
};

}  // namespace db::postgres
