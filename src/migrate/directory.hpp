#pragma once

#include "migrate/migration.hpp"
#include "migrate/survey.hpp"

#include <string>
#include <vector>

namespace migrate {

/// The folder to read: what was asked for, else `./migrations`, else `/migrations`. Throws Error
/// with no_migrations_directory if it is not there.
std::string find_directory(const std::string& asked_for);

/// All migrations of a folder, every file read and found usable: those with a version in order, a
/// baseline before the migration of the same version, then the repeatables by name.
/// Throws Error with migrations_unusable or no_migrations_directory.
std::vector<Migration> read_directory(const std::string& directory, const Rules& rules);

}  // namespace migrate
