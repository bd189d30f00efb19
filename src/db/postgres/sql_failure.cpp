#include "db/postgres/sql_failure.hpp"

#include "base/utf8.hpp"
#include "db/error.hpp"

#include <libpq-fe.h>

#include <postgres_ext.h>

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace db::postgres {
namespace {

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string() : std::string(text);
}

Remedy remedy_for(std::string_view code) {
  if (code == "55P03" || code == "40P01" || code == "40001") return Remedy::try_again;
  if (code == "25001" || code == "2D000") return Remedy::run_outside_transaction;
  if (code == "42501") return Remedy::grant;
  return Remedy::none;
}

/// libpq counts characters from one, we count bytes from zero.
std::optional<std::size_t> offset_of(const PGresult* result, std::string_view sql,
                                     bool bytes_are_characters) {
  const std::string text = field(result, PG_DIAG_STATEMENT_POSITION);
  std::size_t position = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (error != std::errc() || position == 0) return std::nullopt;
  return bytes_are_characters ? position - 1 : base::byte_offset_of(sql, position - 1);
}

}  // namespace

std::string message_of(const PGresult* result) {
  std::string message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  // What libpq makes up itself ("server closed the connection") has no fields.
  if (message.empty()) message = PQresultErrorMessage(result);
  while (message.ends_with('\n'))
    message.pop_back();
  return message;
}

SqlFailure sql_failure(const PGresult* result, std::string_view sql, bool bytes_are_characters) {
  const std::string code = field(result, PG_DIAG_SQLSTATE);
  return {.message = message_of(result),
          .code = code,
          .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
          .hint = field(result, PG_DIAG_MESSAGE_HINT),
          .context = field(result, PG_DIAG_CONTEXT),
          .offset = offset_of(result, sql, bytes_are_characters),
          .remedy = remedy_for(code)};
}

}  // namespace db::postgres
