#pragma once

#include "db/error.hpp"

#include <string_view>

namespace db::postgres {

/// What libpq's words about a failed connection mean. `message` in PQERRORS_VERBOSE form, where a
/// server's answer carries its SQLSTATE; with sslmode=prefer it may hold two answers, the first
/// counts.
ConnectFailure connect_failure(std::string_view message);

/// What a refused first statement means.
ConnectFailure connect_failure(const SqlFailure& refused);

}  // namespace db::postgres
