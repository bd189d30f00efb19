#include "db/sqlite/handle.hpp"

#include "db/error.hpp"
#include "db/sqlite/failure.hpp"

#include <string>

namespace db::sqlite {

Handle open_handle(const std::string& path, int flags) {
  // A library built with SQLITE_USE_URI takes a name that begins with "file:" for a URI.
  const std::string name = path.starts_with("file:") ? "./" + path : path;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Handle handle(raw);
  if (!handle) throw SqlError({.message = "out of memory", .code = code_name(SQLITE_NOMEM)});
  sqlite3_extended_result_codes(handle.get(), 1);
  if (code != SQLITE_OK) throw SqlError(failure_of(handle.get()));
  sqlite3_db_config(handle.get(), SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
  return handle;
}

}  // namespace db::sqlite
