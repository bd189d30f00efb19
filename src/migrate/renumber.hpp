#pragma once

#include "migrate/new_migration.hpp"
#include "migrate/version.hpp"

#include <chrono>
#include <span>
#include <string>
#include <vector>

namespace migrate {

/// A file of the migrations directory and its new name.
struct Renaming {
  std::string from{};
  std::string to{};

  bool operator==(const Renaming&) const = default;
};

/// New names for the files of `versions`, up and down: in the same order, above all `files` (the
/// names that are there).
std::vector<Renaming> plan_renumbering(std::span<const std::string> files,
                                       std::vector<Version> versions,
                                       std::chrono::system_clock::time_point now,
                                       Numbering numbering);

/// Renames them all, or none and throws Error: refused without the right to, migrations_unusable if
/// a name is taken, io otherwise.
void rename_files(const std::string& directory, std::span<const Renaming> renamings);

}  // namespace migrate
