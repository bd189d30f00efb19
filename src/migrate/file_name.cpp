#include "migrate/file_name.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/permission.hpp"
#include "migrate/migration.hpp"
#include "migrate/version.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <compare>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace migrate {
namespace {

std::size_t count_digits(const std::string& file, std::size_t from) {
  const auto* begin = file.data() + from;
  const auto* end = file.data() + file.size();
  return static_cast<std::size_t>(
      std::find_if_not(begin, end, [](unsigned char c) { return std::isdigit(c) != 0; }) - begin);
}

/// What stands between `from` and `.sql`.
std::string name_in(const std::string& file, std::size_t from) {
  return file.size() > from + 4 ? file.substr(from, file.size() - from - 4) : "";
}

std::optional<FileName> versioned(const std::string& file) {
  const std::size_t digits = count_digits(file, 0);
  if (digits == 0 || digits >= file.size() || file[digits] != '_') return std::nullopt;
  FileName name{.version = file.substr(0, digits), .name = name_in(file, digits + 1)};
  if (name.name.ends_with(".down")) name.way = FileName::Way::down;
  if (name.name.ends_with(".up") || name.way == FileName::Way::down)
    name.name.resize(name.name.rfind('.'));
  return name;
}

std::optional<FileName> baseline(const std::string& file) {
  const std::size_t digits = count_digits(file, 1);
  if (digits == 0 || file.compare(digits + 1, 2, "__") != 0) return std::nullopt;
  return FileName{
      .kind = Kind::baseline, .version = file.substr(1, digits), .name = name_in(file, digits + 3)};
}

/// Where a file stands among the others.
struct Place {
  bool misnamed{true};
  Kind kind{Kind::versioned};
  Version version{};
  FileName::Way way{FileName::Way::up};
  std::string file{};

  std::strong_ordering operator<=>(const Place&) const = default;
};

Place place_of(std::string file) {
  const auto name = parse_file_name(file);
  if (!name) return {.file = std::move(file)};
  return {.misnamed = false,
          .kind = name->kind,
          .version = Version(name->version),
          .way = name->way,
          .file = std::move(file)};
}

constexpr std::string_view extension = ".sql";

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

[[noreturn]] void unreadable(const std::string& directory, int error) {
  base::Diagnostic diagnostic{.headline = "cannot read the directory \"" + directory +
                                          "\": " + std::generic_category().message(error)};
  if (error == EACCES) diagnostic.helps.push_back(base::way_into(directory));
  throw base::Error(base::Exit::migrations_unusable, std::move(diagnostic));
}

/// Not every file system tells what its entries are, and none where a link leads to.
bool is_folder(DIR* folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN && entry.d_type != DT_LNK) return entry.d_type == DT_DIR;
  const int folder_fd = ::dirfd(folder);
  struct stat status{};
  return folder_fd >= 0 && ::fstatat(folder_fd, entry.d_name, &status, 0) == 0 &&
         S_ISDIR(status.st_mode);
}

}  // namespace

std::optional<FileName> parse_file_name(const std::string& file) {
  if (!file.ends_with(".sql")) return std::nullopt;
  std::optional<FileName> name;
  if (file.starts_with("R__")) {
    name = FileName{.kind = Kind::repeatable, .name = name_in(file, 3)};
  } else {
    name = file.starts_with('B') ? baseline(file) : versioned(file);
  }
  if (!name || name->name.empty()) return std::nullopt;
  // Only what has a version of its own can be undone.
  const bool has_way = name->name.ends_with(".down") || name->name.ends_with(".up");
  if (name->kind != Kind::versioned && has_way) return std::nullopt;
  return name;
}

std::vector<std::string> sql_files(const std::string& directory) {
  const Folder folder(::opendir(directory.c_str()));
  if (!folder) unreadable(directory, errno);
  std::vector<std::string> files;
  for (;;) {
    errno = 0;
    // Only threads that share a DIR could race.
    const dirent* entry = ::readdir(folder.get());  // NOLINT(concurrency-mt-unsafe)
    if (entry == nullptr && errno != 0) unreadable(directory, errno);
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name.ends_with(extension) && name != extension && !is_folder(folder.get(), *entry))
      files.emplace_back(name);
  }
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> sql_files_in_order(const std::string& directory) {
  std::vector<Place> places;
  for (std::string& file : sql_files(directory))
    places.push_back(place_of(std::move(file)));
  std::ranges::sort(places);
  std::vector<std::string> files;
  files.reserve(places.size());
  for (Place& place : places)
    files.push_back(std::move(place.file));
  return files;
}

}  // namespace migrate
