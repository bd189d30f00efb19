#pragma once

#include "db/driver.hpp"

#include <string>

namespace db::sqlite {

/// What stands where the database is, or would be.
struct Place {
  bool exists{false};
  /// The file, or the folder for a new one. SQLite's journal needs the folder in both cases.
  bool writable{false};
};

/// Throws ConnectError if no database can be there: no folder, a folder in its place, or no
/// permission to write where `create` asks for it.
Place look_at(const std::string& path, Create create);

}  // namespace db::sqlite
