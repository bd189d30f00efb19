#pragma once

#include "db/driver.hpp"
#include "db/postgres/conversation.hpp"
#include "db/postgres/handles.hpp"
#include "db/session.hpp"

#include <cstdint>
#include <string>

namespace db::postgres {

/// A session on one PostgreSQL server.
class PostgresSession : public Session {
 public:
  /// Asks the server what it is, in one round trip. Throws ConnectError if it refuses.
  PostgresSession(Connection connection, Target target, const base::World& world);
  ~PostgresSession() override = default;

  [[nodiscard]] const Server& server() const override { return server_; }
  void execute(std::string_view sql) override;
  using Session::query;
  Rows query(std::string_view sql, std::span<const Value> parameters) override;
  void copy(std::string_view statement, const NextPiece& next) override;
  void begin(const Limits& limits) override;
  void commit() override;
  void rollback() noexcept override;
  [[nodiscard]] bool in_transaction() const override;
  void limit(const Limits& limits) override;
  void reset() override;
  void act_as_owner() override;
  bool try_lock() override;
  bool keep_lock() override;
  void unlock() noexcept override;
  std::string lock_holder() override;

 private:
  void introduce();
  void let_server_notice_our_death();
  [[nodiscard]] std::string set_role() const;
  [[nodiscard]] std::string lock_condition() const;
  void release_foreign_locks();

  // What Conversation keeps a reference to must live longer than it.
  Target target_;
  const base::World& world_;
  Conversation conversation_;
  Server server_{};
  std::int64_t lock_key_{0};
  /// Settings of ours that a reset must put back.
  std::string own_settings_{};
  bool locked_{false};
  /// A migration's statement ran since the last reset.
  bool touched_{false};
  /// A migration left advisory locks of its own behind.
  bool foreign_locks_{false};
};

}  // namespace db::postgres
