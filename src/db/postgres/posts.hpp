#pragma once

#include "db/error.hpp"
#include "db/postgres/conversation.hpp"
#include "db/postgres/handles.hpp"
#include "db/session.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace db::postgres {

/// The statements of a transaction that will travel to the server together.
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

  void add(Kind kind, std::string_view sql);
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
  /// Sends them, and waits for all answers. Throws as Conversation does, and LockLost.
  Answers settle();
  /// They are not sent.
  void forget();

 private:
  struct Posted {
    Kind kind{Kind::own};
    /// How many statements there were before.
    std::size_t number{0};
    /// Where it stands in the text.
    std::size_t begin{0};
  };

  [[noreturn]] static void refuse(const std::vector<Posted>& posted, std::size_t index,
                                  SqlFailure failure);

  Conversation& conversation_;
  /// All of them, one behind the other.
  std::string text_{};
  std::vector<Posted> posted_{};
  std::size_t statements_{0};
};

}  // namespace db::postgres
