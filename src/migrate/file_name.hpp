#pragma once

#include "migrate/migration.hpp"

#include <optional>
#include <string>
#include <vector>

namespace migrate {

/// What a file name says.
struct FileName {
  enum class Way { up, down };
  Kind kind{Kind::versioned};
  /// Empty for a repeatable.
  std::string version{};
  std::string name{};
  Way way{Way::up};

  bool operator==(const FileName&) const = default;
};

/// `<version>_<name>.up.sql`, `.down.sql` or `.sql`, `R__<name>.sql`, `B<version>__<name>.sql`;
/// nothing for any other name.
std::optional<FileName> parse_file_name(const std::string& file);

/// The names of all .sql files of a directory, by the alphabet. Throws Error with
/// migrations_unusable if it can't be read.
std::vector<std::string> sql_files(const std::string& directory);

/// The same by what the names say: versions, up before down, then baselines, then repeatables, then
/// what is not named like a migration.
std::vector<std::string> sql_files_in_order(const std::string& directory);

}  // namespace migrate
