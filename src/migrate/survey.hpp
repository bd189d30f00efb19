#pragma once

#include "migrate/migration.hpp"
#include "sql/dialect.hpp"
#include "sql/directives.hpp"

namespace migrate {

/// How migrations share transactions.
enum class Grouping { each, all, none };

/// Reads a script once, to its end: checksum, directives, how it runs; fills what `script` lacks and
/// tells what its header asks for. Throws Error with migrations_unusable, the place drawn, for
/// whatever must not run.
sql::Directives survey(Script& script, sql::Dialect dialect, Grouping grouping);

}  // namespace migrate
