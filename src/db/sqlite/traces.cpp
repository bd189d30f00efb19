#include "db/sqlite/traces.hpp"

#include <sqlite3.h>

#include <string_view>

namespace db::sqlite {
namespace {

bool is(const char* text, std::string_view word) {
  return text != nullptr && text == word;
}

}  // namespace

bool leaves_trace(int action, const char* first, const char* second, const char* database) {
  switch (action) {
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
    case SQLITE_CREATE_TEMP_INDEX:
    case SQLITE_CREATE_TEMP_TABLE:
    case SQLITE_CREATE_TEMP_TRIGGER:
    case SQLITE_CREATE_TEMP_VIEW:
      return true;
    case SQLITE_CREATE_VTABLE:
      return is(database, "temp");
    case SQLITE_PRAGMA:
      return first != nullptr && second != nullptr;
    case SQLITE_FUNCTION:
      return is(second, "load_extension");
    default:
      return false;
  }
}

}  // namespace db::sqlite
