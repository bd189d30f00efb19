#pragma once

#include "db/driver.hpp"
#include "db/sqlite/connection.hpp"
#include "db/sqlite/handle.hpp"
#include "db/sqlite/migration_lock.hpp"

#include <string>

namespace db::sqlite {

/// What a session is opened with, and opened with again.
struct Source {
  /// A file, or in_memory.
  std::string path{};
  /// SQLITE_OPEN_ flags.
  int flags{0};
  /// Whether what is in it may be changed.
  bool writable{true};

  [[nodiscard]] bool is_file() const { return path != in_memory; }
};

/// A session on one SQLite database.
class SqliteSession : public Session {
 public:
  /// Reads from the database within `patience`. Throws SqlError.
  SqliteSession(Source source, const Target& target, const base::World& world,
                base::Duration patience);
  ~SqliteSession() override = default;

  [[nodiscard]] const Server& server() const override { return server_; }
  void first_look(std::string_view columns, const TakeRow& take) override;
  void execute(std::string_view sql) override;
  using Session::query;
  Rows query(std::string_view sql, std::span<const Value> parameters) override;
  void copy(std::string_view statement, const NextPiece& next) override;
  void begin(const Limits& limits) override;
  void commit() override;
  void rollback() noexcept override;
  [[nodiscard]] bool in_transaction() const override { return connection_.in_transaction(); }
  void limit(const Limits& limits) override;
  void reset() override;
  bool try_lock() override { return lock_.take(); }
  bool keep_lock() override { return lock_.take(); }
  void unlock() noexcept override { lock_.release(); }
  std::string lock_holder() override { return lock_.other_holder(); }

 private:
  void introduce(const Target& target, base::Duration patience);
  /// What holds for the next statement.
  [[nodiscard]] const Limits& limits() const;
  void ask_foreign_keys(bool enforced) noexcept;
  void renew();
  void reopen();

  Source source_;
  // The lock's descriptor must be closed after SQLite's own.
  MigrationLock lock_;
  Connection connection_;
  Server server_{};
  Limits outside_{};
  /// Of the transaction that begin() opened.
  Limits inside_{};
  bool begun_{false};
  bool foreign_keys_asked_{false};
};

}  // namespace db::sqlite
