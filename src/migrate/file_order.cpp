#include "migrate/file_order.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "migrate/version.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace migrate {
namespace {

namespace fs = std::filesystem;
using Group = FileOrder::Group;
using Script = FileOrder::Script;

/// The digits between the letter, if any, and the underscores; nothing if it is not named so.
std::optional<std::string> digits_in(const std::string& file, std::string_view letter,
                                     std::string_view underscores) {
  const std::size_t end = file.find(underscores);
  if (!file.starts_with(letter) || end == std::string::npos || end < letter.size())
    return std::nullopt;
  std::string digits = file.substr(letter.size(), end - letter.size());
  if (digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return digits;
}

}  // namespace

FileOrder order_of(const std::string& file) {
  if (const auto digits = digits_in(file, "", "_"); digits && !digits->empty())
    return {.group = Group::versioned,
            .version = Version(*digits),
            .script = file.ends_with(".down.sql") ? Script::down : Script::up,
            .name = file};
  if (const auto digits = digits_in(file, "B", "__"); digits && !digits->empty())
    return {.group = Group::baseline, .version = Version(*digits), .name = file};
  if (const auto digits = digits_in(file, "R", "__"); digits && digits->empty())
    return {.group = Group::repeatable, .name = file};
  return {.group = Group::other, .name = file};
}

std::vector<std::string> sql_files_in_order(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->path().extension() == ".sql" && !entry->is_directory(ignored))
      files.push_back(entry->path().filename().string());
  }
  if (error)
    throw base::Error(
        base::Exit::migrations_unusable,
        {.headline = "cannot read the directory \"" + directory + "\": " + error.message()});
  std::ranges::sort(files, {}, order_of);
  return files;
}

}  // namespace migrate
