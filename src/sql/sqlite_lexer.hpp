#pragma once

#include "sql/token.hpp"
#include "sql/window.hpp"

namespace sql {

/// Cuts a text at the places where sqlite3_complete() would.
class SqliteLexer {
 public:
  /// `window` must outlive the lexer.
  explicit SqliteLexer(Window& window) : window_(window) {}

  Token next();

 private:
  Token::Kind scan(char first);
  Token::Kind line_comment();
  Token::Kind block_comment();
  Token::Kind bracketed();

  Window& window_;
};

}  // namespace sql
