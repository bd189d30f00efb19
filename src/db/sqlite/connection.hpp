#pragma once

#include "base/world.hpp"
#include "db/session.hpp"
#include "db/sqlite/handle.hpp"
#include "db/sqlite/watch.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace db::sqlite {

/// A handle and what is said over it. Every call may throw SqlError, and Stopped.
class Connection {
 public:
  Connection(Handle handle, const base::World& world);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() = default;

  /// All statements of `sql`.
  void execute(std::string_view sql, const Limits& limits);
  /// The first statement of `sql`.
  Rows query(std::string_view sql, std::span<const Value> parameters, const Limits& limits);
  /// The same, without keeping the rows.
  void query(std::string_view sql, std::span<const Value> parameters, const Limits& limits,
             const TakeRow& take);
  /// Ends a transaction: a signal that came before is looked at later, while waiting it counts.
  void commit(const Limits& limits) { run_all("COMMIT", limits); }
  void roll_back() noexcept;
  [[nodiscard]] bool in_transaction() const noexcept;
  [[nodiscard]] bool read_only() const noexcept;
  void enforce_foreign_keys(bool enforced) noexcept;

  /// Whether a statement may have left something in the session that another one would meet.
  [[nodiscard]] bool touched() const noexcept { return touched_; }
  void set_touched(bool touched) noexcept { touched_ = touched; }
  /// Goes on with another handle; the old one is closed.
  void replace(Handle handle);
  /// As if nothing had been inserted yet.
  void forget_last_rowid() noexcept;

 private:
  void run_all(std::string_view sql, const Limits& limits);
  /// Takes the first statement off `rest`; none if only comments or spaces are left.
  Statement prepare(std::string_view sql, std::string_view& rest);
  /// Steps through `statement`, handing rows to `take_row`, and waits for the file if need be.
  template <typename TakeRow>
  void run(sqlite3_stmt* statement, const TakeRow& take_row);
  [[noreturn]] void fail(int code, std::optional<std::size_t> offset = {});

  const base::World& world_;
  // The handle calls the watch: it must live longer.
  Watch watch_;
  Handle handle_;
  bool touched_{false};
};

}  // namespace db::sqlite
