#include "db/quote.hpp"

#include <string>
#include <string_view>

namespace db {
namespace {

std::string enclosed(std::string_view text, char quote) {
  std::string result(1, quote);
  for (const char c : text) {
    if (c == quote) result += quote;
    result += c;
  }
  return result += quote;
}

}  // namespace

std::string quote_identifier(std::string_view name) {
  return enclosed(name, '"');
}

std::string quote_literal(std::string_view text) {
  return enclosed(text, '\'');
}

}  // namespace db
