#pragma once

#include "sql/dialect.hpp"
#include "sql/postgres_lexer.hpp"
#include "sql/sqlite_lexer.hpp"
#include "sql/token.hpp"
#include "sql/window.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace sql {

/// The words of one statement in order, comments passed over. Reads no further than it is asked.
class Phrase {
 public:
  /// `statement` must outlive the phrase.
  Phrase(std::string_view statement, Dialect dialect);

  const Token& here();
  std::string_view text();
  void step() { here_.reset(); }
  [[nodiscard]] bool at_end() { return here().kind == Token::Kind::end_of_text; }

  /// A bare word, spelled here in lower case.
  [[nodiscard]] bool at(std::string_view word);
  [[nodiscard]] bool at_any(std::initializer_list<std::string_view> words);
  [[nodiscard]] bool at_string() { return here().kind == Token::Kind::string; }
  [[nodiscard]] bool at_name();

  /// Steps over it if it stands here.
  bool accept(std::string_view word);
  bool accept(char symbol);
  bool accept_any(std::initializer_list<std::string_view> words);
  /// All of them in this order; if it is false, some may have been stepped over.
  bool accept_all(std::initializer_list<std::string_view> words);
  /// Over what is in parentheses, if they open here.
  bool accept_parentheses();
  /// Over a name as written, qualified or quoted, without white space; empty if none stands here.
  std::string accept_name();

 private:
  Window window_;
  std::variant<PostgresLexer, SqliteLexer> lexer_;
  std::optional<Token> here_{};
};

}  // namespace sql
