#pragma once

#include "db/error.hpp"

#include <sqlite3.h>

#include <string>
#include <string_view>

namespace db::sqlite {

/// `SQLITE_CONSTRAINT_UNIQUE` for 2067; `SQLITE_<n>` for a code that is not known by name.
std::string code_name(int extended_code);

/// What can be done about a refusal, by its extended code and SQLite's own words.
Remedy remedy_for(int extended_code, std::string_view message);

/// What the last call on `handle` was refused for.
SqlFailure failure_of(sqlite3* handle);

}  // namespace db::sqlite
