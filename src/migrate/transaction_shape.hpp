#pragma once

#include "migrate/migration.hpp"
#include "sql/statement_stream.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace migrate {

/// What is wrong with the way a file treats transactions.
struct ShapeError {
  std::size_t offset{0};
  std::size_t length{1};
  std::string headline{};
  std::string label{};
  std::string help{};
};

/// Watches the statements of a file go by and finds out how it can run: in our transaction, outside
/// of one, or not at all. `free`: the file said transaction=none, anything goes.
class TransactionShape {
 public:
  explicit TransactionShape(bool free) : free_(free) {}

  /// The next statement; what is wrong with it, if anything.
  std::optional<ShapeError> see(const sql::Statement& statement);
  /// After the last: what is wrong with the whole.
  [[nodiscard]] std::optional<ShapeError> finish() const;

  [[nodiscard]] Runs runs() const;
  [[nodiscard]] bool wrapped() const { return !free_ && begin_.met(); }
  [[nodiscard]] bool alone() const { return alone_; }
  [[nodiscard]] bool foreign_keys_off() const { return foreign_keys_off_; }
  /// The words of the first statement that can't be in a transaction; empty if there is none.
  [[nodiscard]] const std::string& outside_words() const { return outside_.words; }

 private:
  /// Where a statement stands and how it begins.
  struct Spot {
    std::size_t offset{0};
    std::size_t length{0};
    std::string words{};

    [[nodiscard]] bool met() const { return length > 0; }
  };

  std::optional<ShapeError> see_control(const sql::Statement& statement, const Spot& spot);
  std::optional<ShapeError> see_begin(const sql::Statement& statement, const Spot& spot);
  void see_work(const sql::Statement& statement, const Spot& spot);
  static Spot spot_of(const sql::Statement& statement);
  [[nodiscard]] ShapeError unexpected(const Spot& spot) const;

  bool free_;
  bool work_seen_{false};
  bool open_{false};
  bool alone_{false};
  bool foreign_keys_off_{false};
  /// The first of each kind; an empty one was not met.
  Spot begin_{};
  Spot end_{};
  Spot ordinary_{};
  Spot outside_{};
};

}  // namespace migrate
