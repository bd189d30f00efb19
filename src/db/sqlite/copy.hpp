#pragma once

#include "base/world.hpp"
#include "db/sqlite/connection.hpp"

#include <sqlite3.h>

#include <optional>
#include <string>

namespace db::sqlite {

/// Puts all of one database in the place of another one's content, in one transaction there. Throws
/// SqlError, Stopped; the other one is as it was then.
void copy_content(sqlite3* from, sqlite3* to, const base::World& world);

/// What PRAGMA quick_check finds first; nothing if the database is sound. Throws SqlError, Stopped.
std::optional<std::string> damage_in(Connection& database);

}  // namespace db::sqlite
