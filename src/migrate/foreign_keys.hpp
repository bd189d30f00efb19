#pragma once

#include "db/driver.hpp"
#include "db/session.hpp"

namespace migrate {

/// SQLite: throws SqlError if a row points at nothing. PostgreSQL checks as it goes.
void check_foreign_keys(db::Session& session, const db::Driver& driver);

}  // namespace migrate
