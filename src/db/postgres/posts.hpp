#pragma once

#include "db/postgres/conversation.hpp"
#include "db/postgres/handles.hpp"
#include "db/session.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace db::postgres {

/// The statements of a transaction that travel to the server together, and were not answered yet.
class Posts {
 public:
  enum class Kind {
    own,
    /// A migration's: what is refused tells which of these it was.
    statement,
    /// Whether the lock is still ours: what is refused is LockLost.
    lock,
  };

  /// `conversation` must outlive it.
  explicit Posts(Conversation& conversation) : conversation_(conversation) {}

  void add(Kind kind, const std::string& sql, std::span<const Value> parameters = {});
  [[nodiscard]] bool empty() const { return posted_.empty(); }
  /// A statement was not posted after all, but counts.
  void pass_over() { ++statements_; }
  /// Statements are counted from nothing again.
  void count_anew() { statements_ = 0; }

  struct Answers {
    /// Of the question for the lock, if it was asked.
    std::optional<Row> lock{};
    Result last{};
  };
  /// Waits for all answers. Throws as Conversation does, and LockLost.
  Answers settle();
  /// Nobody wants them any more. Throws ConnectionLost.
  void abandon();

 private:
  struct Posted {
    Kind kind{Kind::own};
    /// How many statements there were before.
    std::size_t number{0};
    std::string sql{};
  };

  Conversation& conversation_;
  std::vector<Posted> posted_{};
  std::size_t statements_{0};
};

}  // namespace db::postgres
