#pragma once

#include "db/driver.hpp"
#include "db/postgres/advisory_lock.hpp"
#include "db/postgres/conversation.hpp"
#include "db/postgres/handles.hpp"
#include "db/postgres/posts.hpp"
#include "db/session.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace db::postgres {

/// A session on one PostgreSQL server.
class PostgresSession : public Session {
 public:
  /// Asks the server what it is, in one round trip. Throws ConnectError if it refuses.
  PostgresSession(Connection connection, Target target, const base::World& world);
  ~PostgresSession() override = default;

  [[nodiscard]] const Server& server() const override { return server_; }
  void first_look(std::string_view columns, const TakeRow& take) override;
  void execute(std::string_view sql) override;
  using Session::query;
  Rows query(std::string_view sql, std::span<const Value> parameters) override;
  void copy(std::string_view statement, const NextPiece& next) override;
  void post(std::string_view sql) override;
  void post(std::string_view sql, std::span<const Value> parameters) override;
  void settle() override;
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
  Result ask(const std::string& sql);
  void post_all(const std::vector<std::string>& statements);
  void await_posts();
  void see_lock(const Row& answer);
  void let_server_notice_our_death();
  [[nodiscard]] std::string set_role() const;
  void release_foreign_locks();

  // What Conversation keeps a reference to must live longer than it.
  Target target_;
  const base::World& world_;
  Conversation conversation_;
  Posts posts_;
  Server server_{};
  /// What came with the first answer, until somebody looks.
  Result history_{};
  AdvisoryLock lock_{};
  /// Settings of ours that a reset must put back.
  std::vector<std::string> own_settings_{};
  bool locked_{false};
  /// A migration had dropped the lock.
  bool taken_again_{false};
  /// A migration's statement ran since the last reset.
  bool touched_{false};
  /// A migration left advisory locks of its own behind.
  bool foreign_locks_{false};
};

}  // namespace db::postgres
