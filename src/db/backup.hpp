#pragma once

#include "base/duration.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace db {

/// A copy that is to be made.
struct BackupOrder {
  /// Where it goes; the folder must be there.
  std::string folder{};
  /// How many copies of this database stay there, the new one included; at least one.
  std::size_t keep{3};
  /// The version that the database is at; empty: none.
  std::string version{};
  /// How long others may keep us from reading the database.
  base::Duration patience{};
};

/// A copy that was made.
struct Backup {
  /// Empty: there was nothing to copy.
  std::string path{};
  std::size_t bytes{0};
  /// Older copies that could not be removed, and why.
  std::vector<std::string> warnings{};
};

}  // namespace db
