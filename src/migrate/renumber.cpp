#include "migrate/renumber.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/new_file.hpp"
#include "base/permission.hpp"
#include "migrate/file_name.hpp"
#include "migrate/migration.hpp"
#include "migrate/new_migration.hpp"
#include "migrate/version.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <ranges>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace migrate {
namespace {

[[noreturn]] void fail(const std::string& directory, const Renaming& renaming, int error) {
  base::Diagnostic diagnostic{.headline = "cannot rename \"" + renaming.from + "\" to \"" +
                                          renaming.to +
                                          "\": " + std::generic_category().message(error),
                              .notes = {"no file was renamed"}};
  const bool refused = error == EACCES || error == EPERM || error == EROFS;
  if (refused) diagnostic.helps.push_back(base::way_to_write_in(directory));
  const base::Exit otherwise = error == EEXIST ? base::Exit::migrations_unusable : base::Exit::io;
  throw base::Error(refused ? base::Exit::refused : otherwise, std::move(diagnostic));
}

/// 0, or errno's reason; never over another file.
int rename_one(const std::filesystem::path& folder, const std::string& from,
               const std::string& to) {
  const std::string old_path = (folder / from).string();
  const std::string new_path = (folder / to).string();
  // NOLINTNEXTLINE(misc-include-cleaner): <cstdio> has it, as an extension
  if (::renameat2(AT_FDCWD, old_path.c_str(), AT_FDCWD, new_path.c_str(), RENAME_NOREPLACE) == 0)
    return 0;
  // Some network file systems know no RENAME_NOREPLACE.
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (::access(new_path.c_str(), F_OK) == 0) return EEXIST;
  return std::rename(old_path.c_str(), new_path.c_str()) == 0 ? 0 : errno;
}

}  // namespace

std::vector<Renaming> plan_renumbering(std::span<const std::string> files,
                                       std::vector<Version> versions,
                                       std::chrono::system_clock::time_point now,
                                       Numbering numbering) {
  std::ranges::sort(versions);
  std::vector<Renaming> renamings;
  Version version = next_version(files, now, numbering);
  for (const Version& old : versions) {
    for (const std::string& file : files) {
      const auto name = parse_file_name(file);
      if (name && name->kind == Kind::versioned && Version(name->version) == old)
        renamings.push_back({file, version.text() + file.substr(file.find('_'))});
    }
    version = version.successor();
  }
  return renamings;
}

void rename_files(const std::string& directory, std::span<const Renaming> renamings) {
  for (auto next = renamings.begin(); next != renamings.end(); ++next) {
    const int error = rename_one(directory, next->from, next->to);
    if (error == 0) continue;
    for (const Renaming& done : std::ranges::subrange(renamings.begin(), next))
      rename_one(directory, done.to, done.from);
    fail(directory, *next, error);
  }
  base::sync_folder(directory);
}

}  // namespace migrate
