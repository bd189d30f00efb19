#include "sql/phrase.hpp"

#include "sql/bytes.hpp"
#include "sql/dialect.hpp"
#include "sql/postgres_lexer.hpp"
#include "sql/sqlite_lexer.hpp"
#include "sql/token.hpp"
#include "sql/window.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace sql {
namespace {

std::variant<PostgresLexer, SqliteLexer> lexer_for(Dialect dialect, Window& window) {
  if (dialect == Dialect::postgresql) return PostgresLexer(window);
  return SqliteLexer(window);
}

}  // namespace

Phrase::Phrase(std::string_view statement, Dialect dialect)
    : window_(statement), lexer_(lexer_for(dialect, window_)) {}

const Token& Phrase::here() {
  while (!here_ || here_->is_comment())
    here_ = std::visit([](auto& lexer) { return lexer.next(); }, lexer_);
  return *here_;
}

std::string_view Phrase::text() {
  const Token& token = here();
  return window_.view(token.begin, token.end);
}

bool Phrase::at(std::string_view word) {
  return here().kind == Token::Kind::word && same_word(text(), word);
}

bool Phrase::at_any(std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return at(word); });
}

bool Phrase::at_name() {
  return here().kind == Token::Kind::word || here().kind == Token::Kind::quoted_name;
}

bool Phrase::accept(std::string_view word) {
  if (!at(word)) return false;
  step();
  return true;
}

bool Phrase::accept(char symbol) {
  if (!here().is(symbol)) return false;
  step();
  return true;
}

bool Phrase::accept_any(std::initializer_list<std::string_view> words) {
  if (!at_any(words)) return false;
  step();
  return true;
}

bool Phrase::accept_all(std::initializer_list<std::string_view> words) {
  return std::ranges::all_of(words, [&](std::string_view word) { return accept(word); });
}

bool Phrase::accept_parentheses() {
  if (!here().is('(')) return false;
  std::size_t open = 0;
  do {
    if (here().is('(')) ++open;
    if (here().is(')')) --open;
    step();
  } while (open > 0 && !at_end());
  return true;
}

std::string Phrase::accept_name() {
  std::string name;
  while (at_name()) {
    name += text();
    step();
    if (!accept('.')) break;
    name += '.';
  }
  return name;
}

}  // namespace sql
