#include "db/sqlite/handle.hpp"

#include "db/error.hpp"
#include "db/sqlite/failure.hpp"

#include <sqlite3.h>

#include <string>
#include <string_view>

namespace db::sqlite {

namespace {

Handle open(const std::string& name, int flags) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Handle handle(raw);
  if (!handle) throw SqlError({.message = "out of memory", .code = code_name(SQLITE_NOMEM)});
  sqlite3_extended_result_codes(handle.get(), 1);
  if (code != SQLITE_OK) throw SqlError(failure_of(handle.get()));
  sqlite3_db_config(handle.get(), SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
  return handle;
}

std::string percent_encoded(const std::string& path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char letter : path) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter != '%' && letter != '?' && letter != '#') {
      encoded += letter;
    } else {
      encoded += '%';
      encoded += digits[byte >> 4U];
      encoded += digits[byte & 15U];
    }
  }
  return encoded;
}

}  // namespace

Handle open_handle(const std::string& path, int flags) {
  // A library built with SQLITE_USE_URI takes a name that begins with "file:" for a URI.
  return open(path.starts_with("file:") ? "./" + path : path, flags);
}

Handle open_unchanging(const std::string& path) {
  // Two slashes at its beginning would be taken for a host.
  const std::string name = path.starts_with('/') ? "//" + path : path;
  return open("file:" + percent_encoded(name) + "?immutable=1",
              SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
}

}  // namespace db::sqlite
