#pragma once

#include "migrate/version.hpp"

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// How new versions are made: UTC `YYYYMMDDHHMMSS`, or the next number.
enum class Numbering { by_time, sequential };

enum class DownFile { yes, no };

/// A migration that somebody wants to write.
struct NewMigration {
  std::string name{};
  std::chrono::system_clock::time_point now{};
  Numbering numbering{Numbering::by_time};
  DownFile down{DownFile::yes};
};

/// A version above those of all `files` (names in the migrations directory), whatever the clock
/// says. Sequential ones are as wide as the newest; the first is `0001`.
Version next_version(std::span<const std::string> files, std::chrono::system_clock::time_point now,
                     Numbering numbering);

/// The part of a file name that stands for `name`: spaces become underscores. Throws Error with
/// usage if it can't be one.
std::string slug_of(const std::string& name);

/// Makes the files, with a comment in them, and gives their paths. `files` are the names that are
/// there. Throws Error: usage for the name, else as base::create_file() does, nothing made then.
std::vector<std::string> create_migration(const std::string& directory,
                                          std::span<const std::string> files,
                                          const NewMigration& wanted);

}  // namespace migrate
