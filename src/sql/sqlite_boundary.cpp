#include "sql/sqlite_boundary.hpp"

#include "sql/bytes.hpp"
#include "sql/token.hpp"

#include <string_view>

namespace sql {

bool SqliteBoundary::ends_at(const Token& token, std::string_view text) {
  const bool in_trigger = part_ == Part::trigger || part_ == Part::trigger_semicolon;
  if (token.is(';') && !in_trigger) return true;
  part_ = after(token, text);
  return false;
}

SqliteBoundary::Part SqliteBoundary::after(const Token& token, std::string_view text) const {
  const auto is = [&](std::string_view word) {
    return token.kind == Token::Kind::word && same_word(text, word);
  };
  switch (part_) {
    case Part::nothing:
      if (is("explain")) return Part::explain;
      return is("create") ? Part::create : Part::plain;
    case Part::explain:
      if (is("create")) return Part::create;
      return is("explain") || is("temp") || is("temporary") || is("trigger") || is("end")
                 ? Part::plain
                 : Part::explain;
    case Part::create:
      if (is("temp") || is("temporary")) return Part::create;
      return is("trigger") ? Part::trigger : Part::plain;
    case Part::plain:
      return Part::plain;
    case Part::trigger:
    case Part::trigger_semicolon:
    case Part::trigger_end:
      if (token.is(';')) return Part::trigger_semicolon;
      return part_ == Part::trigger_semicolon && is("end") ? Part::trigger_end : Part::trigger;
  }
  return Part::plain;
}

}  // namespace sql
