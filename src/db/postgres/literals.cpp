#include "db/postgres/literals.hpp"

#include "db/error.hpp"
#include "db/session.hpp"
#include "sql/dialect.hpp"
#include "sql/phrase.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace db::postgres {
namespace {

struct FreeText {
  void operator()(char* text) const noexcept { PQfreemem(text); }
};

std::string literal(PGconn* connection, const Value& value) {
  if (!value) return "NULL";
  const std::unique_ptr<char, FreeText> text(
      PQescapeLiteral(connection, value->data(), value->size()));
  if (!text) throw SqlError({.message = PQerrorMessage(connection), .code = "22021"});
  return text.get();
}

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

bool mentions(std::string_view sql, std::string_view setting) {
  return !std::ranges::search(sql, setting, [](char byte, char wanted) {
            return byte == wanted || (byte >= 'A' && byte <= 'Z' && byte - 'A' + 'a' == wanted);
          }).empty();
}

std::string_view told(PGconn* connection, const char* setting) {
  const char* value = PQparameterStatus(connection, setting);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string with_literals(PGconn* connection, std::string_view sql, std::span<const Value> values) {
  std::string text;
  char quote = '\0';
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char byte = sql[i];
    if (quote == '\0' && byte == '$' && i + 1 < sql.size() && is_digit(sql[i + 1])) {
      std::size_t number = 0;
      while (i + 1 < sql.size() && is_digit(sql[i + 1]))
        number = 10 * number + static_cast<std::size_t>(sql[++i] - '0');
      text += literal(connection, values[number - 1]);
      continue;
    }
    if (byte == quote)
      quote = '\0';
    else if (quote == '\0' && (byte == '"' || byte == '\''))
      quote = byte;
    text += byte;
  }
  return text;
}

bool changes_reading(std::string_view sql) {
  sql::Phrase phrase(sql, sql::Dialect::postgresql);
  if (phrase.accept("set")) {
    phrase.accept_any({"local", "session"});
    if (phrase.at("names")) return true;
  }
  constexpr std::array<std::string_view, 3> settings{"standard_conforming_strings",
                                                     "client_encoding", "backslash_quote"};
  return std::ranges::any_of(settings, [&](auto setting) { return mentions(sql, setting); });
}

bool reads_as_we_write(PGconn* connection) {
  return told(connection, "client_encoding") == "UTF8" &&
         told(connection, "standard_conforming_strings") == "on";
}

}  // namespace db::postgres
