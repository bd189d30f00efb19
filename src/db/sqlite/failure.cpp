#include "db/sqlite/failure.hpp"

#include "db/error.hpp"
#include "db/sqlite/codes.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace db::sqlite {
namespace {

constexpr int primary(int extended_code) {
  return extended_code & 0xff;
}

/// SQLite has no code for this, only words.
bool needs_no_transaction(std::string_view message) {
  // A BEGIN too many is the text's own mistake, running it elsewhere cures nothing.
  if (message.starts_with("cannot start a transaction")) return false;
  constexpr std::array<std::string_view, 3> words{"within a transaction", "within transaction",
                                                  "inside a transaction"};
  const auto says = [&](std::string_view word) {
    return message.find(word) != std::string_view::npos;
  };
  const bool busy_attachment = message.starts_with("database ") && message.ends_with(" is locked");
  return busy_attachment || std::ranges::any_of(words, says);
}

}  // namespace

std::string code_name(int extended_code) {
  const std::string_view name = name_of_code(extended_code);
  return name.empty() ? "SQLITE_" + std::to_string(extended_code) : std::string(name);
}

Remedy remedy_for(int extended_code, std::string_view message) {
  switch (primary(extended_code)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Remedy::try_again;
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return Remedy::mend_disk;
    case SQLITE_READONLY:
    case SQLITE_AUTH:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return Remedy::grant;
    case SQLITE_ERROR:
      return needs_no_transaction(message) ? Remedy::run_outside_transaction : Remedy::none;
    default:
      return Remedy::none;
  }
}

SqlFailure failure_of(sqlite3* handle) {
  const int code = sqlite3_extended_errcode(handle);
  const std::string message = sqlite3_errmsg(handle);
  return {.message = message, .code = code_name(code), .remedy = remedy_for(code, message)};
}

}  // namespace db::sqlite
