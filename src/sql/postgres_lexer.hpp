#pragma once

#include "sql/token.hpp"
#include "sql/window.hpp"

#include <cstddef>
#include <optional>

namespace sql {

/// Cuts a text at the places where PostgreSQL's own lexer would, standard_conforming_strings on.
/// Prefixes of strings but E are words of their own. One lexer must see a whole statement.
class PostgresLexer {
 public:
  /// `window` must outlive the lexer, and keep what belongs to a statement.
  explicit PostgresLexer(Window& window) : window_(window) {}

  Token next();

 private:
  Token::Kind scan(char first);
  Token::Kind word(char first);
  Token::Kind number();
  Token::Kind string();
  Token::Kind escape_string();
  Token::Kind dollar();
  Token::Kind line_comment();
  Token::Kind block_comment();
  [[nodiscard]] bool goes_on_after_line_end() const;

  Window& window_;
  /// Where an E'...' ended, as long as a string on the next line is its continuation.
  std::optional<std::size_t> escape_string_end_{};
};

}  // namespace sql
