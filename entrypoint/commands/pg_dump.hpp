#pragma once

#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/session.hpp"
#include "entrypoint/command.hpp"

#include <string>

namespace entrypoint {

/// The program pg_dump. Throws base::Error: command_not_found if it is not in PATH.
std::string find_pg_dump(const base::World& world);

/// Schema and rows of a PostgreSQL database as SQL, by the program pg_dump, without the history
/// table. Throws base::Error: as find_pg_dump() does, io if it ends badly.
/// `room` is a path for its file, which does not stay.
std::string pg_dump(const Context& context, const db::Server& server, const db::Target& target,
                    const std::string& room);

}  // namespace entrypoint
