#pragma once

#include "db/driver.hpp"
#include "db/session.hpp"

#include <libpq-fe.h>

#include <string>

namespace db::postgres {

/// The first question: what the server is, and where the history is or would be.
std::string introduction(const Target& target, PGconn* connection);

/// What its answer says.
/// `backend` is the process that the connection began with: libpq forgets it when the connection
/// is lost, which may be now.
Server server_of(const Row& answer, const Target& target, PGconn* connection, int backend);

/// The history table by the name that it was given, as it stands in SQL.
std::string given_history_table(const Target& target);

}  // namespace db::postgres
