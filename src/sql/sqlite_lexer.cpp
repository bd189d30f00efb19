#include "sql/sqlite_lexer.hpp"

#include "sql/bytes.hpp"
#include "sql/quotes.hpp"
#include "sql/token.hpp"

#include <cstddef>

namespace sql {
namespace {

using Kind = Token::Kind;

// Unlike PostgreSQL's, SQLite's white space has no vertical tab.
constexpr ByteSet spaces{" \t\n\r\f"};
constexpr ByteSet word_bytes = letters.with("0123456789$");

}  // namespace

Token SqliteLexer::next() {
  window_.advance_while(spaces);
  const std::size_t begin = window_.offset();
  const int byte = window_.peek();
  if (byte == Window::end_of_text) return {.begin = begin, .end = begin};
  const char first = static_cast<char>(byte);
  const Kind kind = scan(first);
  return {.kind = kind, .first = first, .begin = begin, .end = window_.offset()};
}

Kind SqliteLexer::scan(char first) {
  if (word_bytes.has(first)) {
    window_.advance_while(word_bytes);
    return digits.has(first) ? Kind::number : Kind::word;
  }
  if (first == '\'') return scan_quoted(window_, first, Kind::string);
  if (first == '"' || first == '`') return scan_quoted(window_, first, Kind::quoted_name);
  if (first == '[') return bracketed();
  if (first == '-' && window_.peek(1) == '-') return line_comment();
  if (first == '/' && window_.peek(1) == '*') return block_comment();
  window_.advance(1);
  return Kind::symbol;
}

Kind SqliteLexer::line_comment() {
  window_.advance_to('\n');
  return Kind::line_comment;
}

Kind SqliteLexer::block_comment() {
  window_.advance(2);
  while (window_.advance_to('*')) {
    window_.advance(1);
    if (window_.peek() == '/') {
      window_.advance(1);
      return Kind::block_comment;
    }
  }
  return Kind::unterminated;
}

/// A closing bracket can't be doubled.
Kind SqliteLexer::bracketed() {
  if (!window_.advance_to(']')) return Kind::unterminated;
  window_.advance(1);
  return Kind::quoted_name;
}

}  // namespace sql
