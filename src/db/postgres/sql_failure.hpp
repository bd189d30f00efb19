#pragma once

#include "db/error.hpp"
#include "db/postgres/handles.hpp"

#include <string>
#include <string_view>

namespace db::postgres {

/// What a result with an error says of the statement `sql`. `bytes_are_characters`: the server
/// counts bytes (SQL_ASCII).
SqlFailure sql_failure(const PGresult* result, std::string_view sql, bool bytes_are_characters);

/// The primary message on one line, without a trailing line end.
std::string message_of(const PGresult* result);

}  // namespace db::postgres
