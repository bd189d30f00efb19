#pragma once

#include "migrate/migration.hpp"
#include "migrate/survey.hpp"
#include "sql/dialect.hpp"

#include <optional>
#include <string>
#include <vector>

namespace migrate {

/// What a file name says.
struct FileName {
  enum class Kind { up, down };
  std::string version{};
  std::string name{};
  Kind kind{Kind::up};

  bool operator==(const FileName&) const = default;
};

/// `<version>_<name>.up.sql`, `.down.sql` or `.sql`; nothing for any other name.
std::optional<FileName> parse_file_name(const std::string& file);

/// The folder to read: what was asked for, else `./migrations`, else `/migrations`. Throws Error
/// with no_migrations_directory if it is not there.
std::string find_directory(const std::string& asked_for);

/// All migrations of a folder, in the order of their versions, every file read and found usable.
/// Throws Error with migrations_unusable or no_migrations_directory.
std::vector<Migration> read_directory(const std::string& directory, sql::Dialect dialect,
                                      Grouping grouping);

}  // namespace migrate
