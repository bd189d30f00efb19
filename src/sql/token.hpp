#pragma once

#include <cstddef>

namespace sql {

/// The smallest part of a text that means something.
struct Token {
  enum class Kind {
    end_of_text,
    word,
    quoted_name,
    string,
    number,
    /// A single byte.
    symbol,
    line_comment,
    block_comment,
    /// A backslash where psql would look for one of its commands.
    psql_command,
    /// A quote or comment without an end.
    unterminated,
  };

  Kind kind{Kind::end_of_text};
  /// Its first byte; E for E'...'.
  char first{};
  std::size_t begin{0};
  std::size_t end{0};

  [[nodiscard]] bool is(char symbol) const { return kind == Kind::symbol && first == symbol; }
  [[nodiscard]] bool is_comment() const {
    return kind == Kind::line_comment || kind == Kind::block_comment;
  }

  bool operator==(const Token&) const = default;
};

}  // namespace sql
