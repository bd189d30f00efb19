#pragma once

#include "db/session.hpp"
#include "support/caught.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

/// What outlives a session: the history table, and a journal of all that was asked. Answers and
/// refuses as it was told to.
class FakeDatabase {
 public:
  FakeDatabase() {
    server.engine = "postgresql";
    server.user = "app";
    server.public_url = "postgresql://app@db/shop";
    server.history_exists = true;
    server.history_table = "history";
  }

  /// Something happens the next `times` that these words are asked; words that stand for a moment
  /// are `lock`, `BEGIN`, `COMMIT`, `committed`, `record 1` and so on, as in the journal.
  void when(const std::string& words, std::function<void()> happens, int times = 1) {
    traps_.push_back({words, std::move(happens), times});
  }
  /// What a question that holds these words is answered.
  void answer(const std::string& words, db::Rows rows) { answers_[words] = std::move(rows); }

  [[nodiscard]] db::Rows answer_to(std::string_view sql) const {
    const auto found = std::ranges::find_if(
        answers_, [&](const auto& one) { return sql.find(one.first) != std::string_view::npos; });
    return found == answers_.end() ? db::Rows() : found->second;
  }

  void note(std::string_view words) {
    lines_.emplace_back(words);
    spring(words);
  }
  void spring(std::string_view words) {
    for (Trap& trap : traps_) {
      if (trap.times <= 0 || words.find(trap.words) == std::string_view::npos) continue;
      --trap.times;
      trap.happens();
    }
  }

  /// All that was asked so far.
  [[nodiscard]] std::string journal() const { return joined(lines_); }
  [[nodiscard]] std::ptrdiff_t count(std::string_view line) const {
    return std::ranges::count(lines_, line);
  }
  void forget() { lines_.clear(); }

  db::Server server{};
  /// What is committed, by version.
  std::map<std::string, db::Row> history{};
  /// So often somebody else has the lock.
  int lock_refusals{0};
  bool keeps_lock{true};
  std::string lock_holder{};

 private:
  struct Trap {
    std::string words;
    std::function<void()> happens;
    int times;
  };

  std::vector<std::string> lines_;
  std::vector<Trap> traps_;
  std::map<std::string, db::Rows> answers_;
};

}  // namespace support
