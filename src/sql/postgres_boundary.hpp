#pragma once

#include "sql/token.hpp"

#include <cstddef>
#include <string_view>

namespace sql {

/// Decides which semicolon ends a statement of PostgreSQL: none in parentheses, and none in the
/// BEGIN ATOMIC ... END of a function or procedure. One boundary sees one statement.
class PostgresBoundary {
 public:
  /// `token` is the next one that is no comment, `text` its bytes.
  bool ends_at(const Token& token, std::string_view text);

 private:
  enum class Head { nothing, create, create_or, create_or_replace, routine, other };
  enum class Body { none, after_begin, between_statements, in_statement };

  void see_head(const Token& token, std::string_view text);
  void see_routine(const Token& token, std::string_view text);

  std::size_t open_parentheses_{0};
  Head head_{Head::nothing};
  Body body_{Body::none};
};

}  // namespace sql
