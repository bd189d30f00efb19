#include "sql/postgres_lexer.hpp"

#include "sql/bytes.hpp"
#include "sql/quotes.hpp"
#include "sql/token.hpp"
#include "sql/window.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace sql {
namespace {

using Kind = Token::Kind;

constexpr ByteSet tag_bytes = letters.with("0123456789");
constexpr ByteSet word_bytes = tag_bytes.with("$");
// Exponents, hexadecimal digits and underscores; what else it takes in is an error on the server.
constexpr ByteSet number_bytes = tag_bytes.with(".");
constexpr ByteSet line_ends{"\n\r"};
constexpr ByteSet quote_or_backslash{"'\\"};
constexpr ByteSet slash_or_star{"/*"};

/// `$tag$` at the cursor, empty if there is none.
std::string tag_at(Window& window) {
  std::string tag = "$";
  for (std::size_t ahead = 1;; ++ahead) {
    const int next = window.peek(ahead);
    if (next == Window::end_of_text) return {};
    const char byte = static_cast<char>(next);
    tag += byte;
    if (byte == '$') return tag;
    if (!tag_bytes.has(byte) || (ahead == 1 && digits.has(byte))) return {};
  }
}

bool stands_at(Window& window, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (window.peek(i) != static_cast<unsigned char>(text[i])) return false;
  }
  return true;
}

}  // namespace

Token PostgresLexer::next() {
  window_.advance_while(blanks);
  const std::size_t begin = window_.offset();
  const int byte = window_.peek();
  if (byte == Window::end_of_text) return {.begin = begin, .end = begin};
  const char first = static_cast<char>(byte);
  const Kind kind = scan(first);
  const bool escaped = kind == Kind::string && escape_string_end_ == window_.offset();
  if (!escaped && kind != Kind::line_comment) escape_string_end_.reset();
  return {.kind = kind, .first = first, .begin = begin, .end = window_.offset()};
}

Kind PostgresLexer::scan(char first) {
  if (letters.has(first)) return word(first);
  if (digits.has(first)) return number();
  if (first == '\'') return string();
  if (first == '"') return scan_quoted(window_, '"', Kind::quoted_name);
  if (first == '$') return dollar();
  if (first == '-' && window_.peek(1) == '-') return line_comment();
  if (first == '/' && window_.peek(1) == '*') return block_comment();
  window_.advance(1);
  return first == '\\' ? Kind::psql_command : Kind::symbol;
}

Kind PostgresLexer::word(char first) {
  window_.advance(1);
  if (lower(first) == 'e' && window_.peek() == '\'') return escape_string();
  window_.advance_while(word_bytes);
  return Kind::word;
}

Kind PostgresLexer::number() {
  window_.advance_while(number_bytes);
  return Kind::number;
}

Kind PostgresLexer::string() {
  return goes_on_after_line_end() ? escape_string() : scan_quoted(window_, '\'', Kind::string);
}

/// The cursor stands at the opening quote.
Kind PostgresLexer::escape_string() {
  window_.advance(1);
  for (;;) {
    window_.advance_until(quote_or_backslash);
    const int here = window_.peek();
    if (here == Window::end_of_text) return Kind::unterminated;
    window_.advance(1);
    if (here == '\'' && window_.peek() != '\'') break;
    if (window_.peek() != Window::end_of_text) window_.advance(1);
  }
  escape_string_end_ = window_.offset();
  return Kind::string;
}

/// 'a' and 'b' are one string if a line ends between them, with line comments at most: after E
/// the backslashes of the second part escape too.
bool PostgresLexer::goes_on_after_line_end() const {
  if (!escape_string_end_) return false;
  return window_.view(*escape_string_end_, window_.offset()).find_first_of("\n\r") !=
         std::string_view::npos;
}

Kind PostgresLexer::dollar() {
  const std::string tag = tag_at(window_);
  window_.advance(tag.empty() ? 1 : tag.size());
  if (tag.empty()) return Kind::symbol;
  while (window_.advance_to('$')) {
    if (stands_at(window_, tag)) {
      window_.advance(tag.size());
      return Kind::string;
    }
    window_.advance(1);
  }
  return Kind::unterminated;
}

Kind PostgresLexer::line_comment() {
  window_.advance_until(line_ends);
  return Kind::line_comment;
}

Kind PostgresLexer::block_comment() {
  std::size_t depth = 0;
  do {
    const int here = window_.peek();
    const int next = window_.peek(1);
    if (here == Window::end_of_text) return Kind::unterminated;
    const bool opens = here == '/' && next == '*';
    const bool closes = here == '*' && next == '/';
    window_.advance(opens || closes ? 2 : 1);
    if (opens) ++depth;
    if (closes) --depth;
    if (!opens && !closes) window_.advance_until(slash_or_star);
  } while (depth > 0);
  return Kind::block_comment;
}

}  // namespace sql
