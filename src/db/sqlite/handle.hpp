#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

namespace db::sqlite {

struct CloseHandle {
  void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
};
using Handle = std::unique_ptr<sqlite3, CloseHandle>;

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

/// How SQLite names the database that lives in memory and dies with its handle.
inline constexpr const char* in_memory = ":memory:";

/// Opens the file, with SQLITE_OPEN_ flags. Nothing of it is read yet. Throws SqlError.
Handle open_handle(const std::string& path, int flags);

/// Opens a file for reading that nobody changes meanwhile: nothing is locked, and nothing written
/// beside it. Throws SqlError.
Handle open_unchanging(const std::string& path);

}  // namespace db::sqlite
