#include "sql/postgres_boundary.hpp"

#include "sql/bytes.hpp"
#include "sql/token.hpp"

#include <string_view>

namespace sql {

bool PostgresBoundary::ends_at(const Token& token, std::string_view text) {
  if (token.is('(')) ++open_parentheses_;
  if (token.is(')') && open_parentheses_ > 0) --open_parentheses_;
  if (token.is(';') && open_parentheses_ == 0 && body_ < Body::between_statements) return true;
  if (head_ == Head::routine) {
    see_routine(token, text);
  } else if (head_ != Head::other) {
    see_head(token, text);
  }
  return false;
}

/// CREATE [OR REPLACE] FUNCTION or PROCEDURE.
void PostgresBoundary::see_head(const Token& token, std::string_view text) {
  const auto is = [&](std::string_view word) {
    return token.kind == Token::Kind::word && same_word(text, word);
  };
  const bool created = head_ == Head::create || head_ == Head::create_or_replace;
  if (created && (is("function") || is("procedure"))) {
    head_ = Head::routine;
  } else if (head_ == Head::nothing && is("create")) {
    head_ = Head::create;
  } else if (head_ == Head::create && is("or")) {
    head_ = Head::create_or;
  } else if (head_ == Head::create_or && is("replace")) {
    head_ = Head::create_or_replace;
  } else {
    head_ = Head::other;
  }
}

/// The body's own END follows a semicolon or ATOMIC directly; the END of a CASE and a column that
/// is called "end" never do.
void PostgresBoundary::see_routine(const Token& token, std::string_view text) {
  const auto is = [&](std::string_view word) {
    return token.kind == Token::Kind::word && same_word(text, word);
  };
  if (open_parentheses_ > 0) {
    body_ = body_ >= Body::between_statements ? Body::in_statement : Body::none;
  } else if (body_ == Body::after_begin && is("atomic")) {
    body_ = Body::between_statements;
  } else if (body_ <= Body::after_begin) {
    body_ = is("begin") ? Body::after_begin : Body::none;
  } else if (body_ == Body::between_statements && is("end")) {
    body_ = Body::none;
  } else {
    body_ = token.is(';') ? Body::between_statements : Body::in_statement;
  }
}

}  // namespace sql
