#pragma once

#include "db/error.hpp"
#include "migrate/text_source.hpp"
#include "sql/statement_stream.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace migrate {

/// The statements that were posted and may still be on their way to the database: what is said
/// against one of them may come late.
class UnderWay {
 public:
  /// The next one that is posted.
  void add(const sql::Statement& statement);
  /// Whether it is time to wait for them.
  [[nodiscard]] bool is_much() const;
  /// All of them have run.
  void clear();
  /// Where the one stands that was refused; nothing if it is none of these.
  [[nodiscard]] std::optional<Spot> spot_of(const db::SqlFailure& failure) const;

 private:
  struct Posted {
    std::string text{};
    std::size_t offset{0};
  };

  std::vector<Posted> posted_{};
  std::size_t bytes_{0};
};

}  // namespace migrate
