#include "db/sqlite/backup.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "base/new_file.hpp"
#include "base/permission.hpp"
#include "base/world.hpp"
#include "db/backup.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/sqlite/backup_names.hpp"
#include "db/sqlite/connection.hpp"
#include "db/sqlite/copy.hpp"
#include "db/sqlite/handle.hpp"

#include <sqlite3.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace db::sqlite {
namespace {

base::Error no_backup(const std::string& reason, std::vector<std::string> helps,
                      std::vector<std::string> notes = {}) {
  notes.emplace_back("no migration runs without it");
  return {base::Exit::io,
          {.headline = "the backup could not be made: " + reason,
           .notes = std::move(notes),
           .helps = std::move(helps)}};
}

std::string words(int error) {
  return std::generic_category().message(error);
}

/// A copy under another name until it is complete; removed if it never is.
class Part {
 public:
  Part(std::string path, mode_t mode) : final_(std::move(path)), path_(final_ + ".part") {
    // What a killed run left behind: the migration lock is ours.
    remove();
    const base::Descriptor file(
        ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file)
      throw no_backup("cannot write in \"" + folder() + "\": " + words(errno),
                      {base::let_us("write there, or name another folder: --backup DIR")});
    ::fchmod(file.get(), mode);
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  ~Part() { remove(); }

  [[nodiscard]] const std::string& path() const { return path_; }
  /// It is complete, and survives a crash from now on.
  void finish() const {
    const base::Descriptor file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file || ::fsync(file.get()) != 0 || std::rename(path_.c_str(), final_.c_str()) != 0)
      throw no_backup("cannot write \"" + final_ + "\": " + words(errno), {});
    base::sync_folder(folder());
  }

 private:
  [[nodiscard]] std::string folder() const {
    return std::filesystem::path(final_).parent_path().string();
  }
  void remove() const noexcept {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"})
      ::unlink((path_ + suffix).c_str());
  }

  std::string final_;
  std::string path_;
};

std::size_t number(Connection& database, const std::string& pragma, const Limits& limits) {
  return std::stoull(database.query("PRAGMA " + pragma, {}, limits).at(0).at(0).value_or("0"));
}

std::string megabytes(std::size_t bytes) {
  return std::to_string((bytes + 999'999) / 1'000'000) + " MB";
}

void check_space(const std::string& folder, std::size_t bytes) {
  struct statvfs status{};
  if (::statvfs(folder.c_str(), &status) != 0) return;
  const std::size_t left = status.f_bavail * status.f_frsize;
  if (left < bytes)
    throw no_backup("it takes " + megabytes(bytes) + ", and \"" + folder + "\" has " +
                        std::to_string(left / 1'000'000) + " MB left",
                    {"make room there, or name another folder: --backup DIR"});
}

void check_folder(const std::string& folder) {
  struct stat status{};
  if (::stat(folder.c_str(), &status) != 0)
    throw no_backup("\"" + folder + "\": " + words(errno),
                    {"mkdir -p \"" + folder + "\", or mount it"});
  if (!S_ISDIR(status.st_mode))
    throw no_backup("\"" + folder + "\" is not a folder", {"name another one: --backup DIR"});
}

/// A copy is as sound as what it was made from.
void verify(const std::string& path, const std::string& database, const base::World& world) {
  Connection copy(open_handle(path, SQLITE_OPEN_READWRITE), world);
  if (const auto damage = damage_in(copy))
    throw no_backup("\"" + database + "\" is damaged",
                    {"look at all of it: sqlite3 \"" + database + "\" 'PRAGMA integrity_check'"},
                    {"SQLite says: " + *damage});
}

/// Removes the oldest, never the one that was just made, whatever the clock said before.
std::vector<std::string> prune(const std::string& database, const BackupOrder& order,
                               const std::string& made) {
  std::vector<std::string> warnings;
  std::vector<std::string> others = backups_of(database, order.folder);
  std::erase(others, made);
  const std::size_t keep = std::max<std::size_t>(order.keep, 1) - 1;
  for (std::size_t i = keep; i < others.size(); ++i) {
    if (::unlink(others[i].c_str()) != 0)
      warnings.push_back("cannot remove the old backup \"" + others[i] + "\": " + words(errno));
  }
  return warnings;
}

Backup make(const std::string& path, mode_t mode, const BackupOrder& order,
            const base::World& world) {
  check_folder(order.folder);
  Handle handle = open_handle(path, SQLITE_OPEN_READWRITE);
  sqlite3* const from = handle.get();
  Connection source(std::move(handle), world);
  const Limits limits{.lock = order.patience};
  source.execute("BEGIN", limits);
  const std::size_t bytes =
      number(source, "page_count", limits) * number(source, "page_size", limits);
  check_space(order.folder, bytes);
  const std::string made = backup_path(path, order.folder, order.version, world.clock.wall());
  const Part part(made, mode);
  copy_content(from, open_handle(part.path(), SQLITE_OPEN_READWRITE).get(), world);
  source.roll_back();
  verify(part.path(), path, world);
  part.finish();
  return {.path = made, .bytes = bytes, .warnings = prune(path, order, made)};
}

}  // namespace

Backup backup(const Target& target, const BackupOrder& order, const base::World& world) {
  const std::string& path = target.url.path;
  struct stat status{};
  if (path == in_memory || ::stat(path.c_str(), &status) != 0) return {};
  try {
    return make(path, status.st_mode & 0777U, order, world);
  } catch (const SqlError& error) {
    throw no_backup(error.failure().message + " (" + error.failure().code + ")", {});
  }
}

}  // namespace db::sqlite
