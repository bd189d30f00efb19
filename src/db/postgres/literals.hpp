#pragma once

#include "db/session.hpp"

#include <libpq-fe.h>

#include <span>
#include <string>
#include <string_view>

namespace db::postgres {

/// One statement with its values written out in the places of $1, $2 ..., as this connection reads
/// literals now. Throws SqlError for a value that is no text in its encoding.
std::string with_literals(PGconn* connection, std::string_view sql, std::span<const Value> values);

/// Whether a statement changes how the server reads the text of those behind it: together they
/// would be read as before.
bool changes_reading(std::string_view sql);

/// Whether the server reads text as ours is written: UTF-8, standard_conforming_strings on.
bool reads_as_we_write(PGconn* connection);

}  // namespace db::postgres
