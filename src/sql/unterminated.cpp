#include "sql/unterminated.hpp"

#include "sql/dialect.hpp"
#include "sql/text_error.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace sql {
namespace {

std::string help_for_comment(Dialect dialect) {
  return dialect == Dialect::postgresql ? "close it with */, once for each /* in it: comments nest"
                                        : "close it with */";
}

TextError unterminated_name(char opening, std::size_t offset) {
  const char closing = opening == '[' ? ']' : opening;
  return {"unterminated quoted identifier", offset, std::string("close it with ") + closing};
}

TextError unterminated_dollar_quote(std::string_view text, std::size_t offset) {
  const std::string tag(text.substr(0, text.find('$', 1) + 1));
  return {"unterminated dollar-quoted string", offset, "close it with " + tag};
}

}  // namespace

TextError unterminated(std::string_view text, std::size_t offset, Dialect dialect) {
  switch (text.front()) {
    case '/':
      return {"unterminated comment", offset, help_for_comment(dialect)};
    case '$':
      return unterminated_dollar_quote(text, offset);
    case '"':
    case '`':
    case '[':
      return unterminated_name(text.front(), offset);
    default:
      return {"unterminated quoted string", offset,
              "close it with ', and write a quote inside it twice"};
  }
}

}  // namespace sql
