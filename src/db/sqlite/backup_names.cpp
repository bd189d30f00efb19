#include "db/sqlite/backup_names.hpp"

#include "base/utc.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace db::sqlite {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view no_version = "base";
constexpr std::string_view ending = ".bak";
constexpr std::size_t time_digits = 14;

std::string name_of(const std::string& database) {
  return fs::path(database).filename().string();
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Whether a name is that of a copy of the database called `database`.
bool is_backup(std::string_view name, const std::string& database) {
  if (!name.starts_with(database + ".") || !name.ends_with(ending)) return false;
  name.remove_prefix(database.size() + 1);
  const std::size_t dot = name.find('.');
  if (dot != time_digits || name.size() < dot + 1 + ending.size()) return false;
  const std::string_view version = name.substr(dot + 1, name.size() - dot - 1 - ending.size());
  return is_digits(name.substr(0, dot)) && (is_digits(version) || version == no_version);
}

}  // namespace

std::string backup_path(const std::string& database, const std::string& folder,
                        const std::string& version, std::chrono::system_clock::time_point now) {
  const std::string rest =
      "." + (version.empty() ? std::string(no_version) : version) + std::string(ending);
  for (;; now += std::chrono::seconds(1)) {
    const fs::path path =
        fs::path(folder) / (name_of(database) + "." + base::utc_digits(now) + rest);
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(path, ignored))) return path.string();
  }
}

std::vector<std::string> backups_of(const std::string& database, const std::string& folder) {
  const std::string name = name_of(database);
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (is_backup(entry->path().filename().string(), name)) paths.push_back(entry->path().string());
  }
  // The time is the first part that differs.
  std::ranges::sort(paths, std::ranges::greater());
  return paths;
}

}  // namespace db::sqlite
