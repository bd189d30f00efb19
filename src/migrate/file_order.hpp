#pragma once

#include "migrate/version.hpp"

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace migrate {

/// Where a file of a migrations directory stands among the others, by its name: versions, up before
/// down, then baselines (`B<version>__name.sql`), then repeatable ones (`R__name.sql`), then names
/// that are none of these.
struct FileOrder {
  enum class Group { versioned, baseline, repeatable, other };
  enum class Script { up, down };
  Group group{Group::other};
  /// Of versioned files and baselines.
  Version version{};
  Script script{Script::up};
  std::string name{};

  std::strong_ordering operator<=>(const FileOrder&) const = default;
  bool operator==(const FileOrder&) const = default;
};

FileOrder order_of(const std::string& file);

/// The names of all .sql files of a directory, in order. Throws Error with migrations_unusable if
/// it can't be read.
std::vector<std::string> sql_files_in_order(const std::string& directory);

}  // namespace migrate
