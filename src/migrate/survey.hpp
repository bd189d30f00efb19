#pragma once

#include "migrate/migration.hpp"
#include "sql/dialect.hpp"

#include <string>

namespace migrate {

/// How migrations share transactions.
enum class Grouping { each, all, none };

/// Reads a migration's file once, to its end: checksum, directives, how it runs. Throws Error with
/// migrations_unusable, the place drawn, for whatever must not run. Fills what `migration` lacks.
void survey(Migration& migration, sql::Dialect dialect, Grouping grouping);

/// Reads a down file to its end; throws as survey() does.
void survey_down(const std::string& path, sql::Dialect dialect, Grouping grouping);

}  // namespace migrate
