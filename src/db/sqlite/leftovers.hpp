#pragma once

#include "db/sqlite/connection.hpp"

namespace db::sqlite {

/// Drops all that is temporary; inside a transaction too.
void drop_temporary(Connection& connection, const Limits& limits);

/// Detaches all files that were attached; outside a transaction only.
void detach_all(Connection& connection, const Limits& limits);

}  // namespace db::sqlite
