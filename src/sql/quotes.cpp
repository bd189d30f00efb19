#include "sql/quotes.hpp"

#include "sql/token.hpp"
#include "sql/window.hpp"

namespace sql {

Token::Kind scan_quoted(Window& window, char closing, Token::Kind kind) {
  window.advance(1);
  while (window.advance_to(closing)) {
    window.advance(1);
    if (window.peek() != closing) return kind;
    window.advance(1);
  }
  return Token::Kind::unterminated;
}

}  // namespace sql
