#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/sqlite/backup.hpp"
#include "db/sqlite/connection.hpp"
#include "db/sqlite/copy.hpp"
#include "db/sqlite/handle.hpp"
#include "db/sqlite/migration_lock.hpp"
#include "db/sqlite/place.hpp"

#include <sqlite3.h>

#include <fcntl.h>
#include <signal.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace db::sqlite {
namespace {

namespace fs = std::filesystem;

/// Whoever has the database open is told at once.
constexpr base::Duration patience = std::chrono::milliseconds(500);

constexpr const char* nothing_restored = "nothing was restored";

[[noreturn]] void fail(base::Exit exit, const std::string& headline,
                       std::vector<std::string> helps) {
  throw base::Error(exit,
                    {.headline = headline, .notes = {nothing_restored}, .helps = std::move(helps)});
}

std::string quoted(const std::string& path) {
  return "\"" + path + "\"";
}

/// Where other copies would lie.
std::string another_copy(const std::string& copy) {
  const std::string folder = fs::path(copy).parent_path().string();
  return "take another copy: ls -t " + (folder.empty() ? "." : folder) + "/*.bak";
}

[[noreturn]] void in_use(const std::string& path, const std::string& by) {
  fail(base::Exit::lock_timeout, quoted(path) + " is in use by " + by,
       {"stop what uses it and try again; to see who does: fuser -v " + quoted(path)});
}

/// Asks the kernel, which knows of idle connections too: it grants a lease for writing only on a
/// file that nobody else has open. Where it knows no leases, SQLite's locks must do.
bool is_open_elsewhere(const std::string& path) {
  const base::Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!file) return false;
  // Who opens the file meanwhile would have us sent SIGIO, which ends us; this one is ignored.
  ::fcntl(file.get(), F_SETSIG, SIGURG);
  if (::fcntl(file.get(), F_SETLEASE, F_WRLCK) != 0) return errno == EAGAIN;
  ::fcntl(file.get(), F_SETLEASE, F_UNLCK);
  return false;
}

void check_copy(const std::string& copy, const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(copy, error);
  if (error) fail(base::Exit::io, quoted(copy) + ": " + error.message(), {another_copy(copy)});
  if (size == 0) fail(base::Exit::io, quoted(copy) + " is empty", {another_copy(copy)});
  if (fs::equivalent(copy, path, error))
    fail(base::Exit::usage, quoted(copy) + " is the database itself",
         {"name a copy: " + path + ".<time>.<version>.bak"});
  const std::string wal = copy + "-wal";
  if (fs::exists(wal, error) && fs::file_size(wal, error) > 0)
    fail(base::Exit::io, quoted(copy) + " is not complete: " + quoted(wal) + " belongs to it",
         {"sqlite3 " + quoted(copy) + " 'PRAGMA wal_checkpoint(TRUNCATE)'"});
}

/// The place where the database is, or will be; an empty file if there was none.
void prepare_place(const std::string& path) {
  try {
    if (look_at(path, Create::yes).exists) return;
  } catch (const ConnectError& error) {
    fail(error.failure().exit, error.failure().message, {error.failure().help});
  }
  const base::Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!file) fail(base::Exit::io, quoted(path) + ": " + std::generic_category().message(errno), {});
}

/// Everybody else is shut out until the connection closes; a log beside the database is gone.
void take_whole(Connection& database) {
  const Limits limits{.lock = patience};
  database.execute(
      "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE; COMMIT", limits);
}

[[noreturn]] void refused(const std::string& path, const SqlFailure& failure) {
  if (failure.remedy == Remedy::try_again) in_use(path, "another process");
  const bool damaged =
      failure.code.starts_with("SQLITE_NOTADB") || failure.code.starts_with("SQLITE_CORRUPT");
  const std::string words = quoted(path) + ": " + failure.message + " (" + failure.code + ")";
  if (!damaged) fail(base::Exit::io, words, {});
  fail(base::Exit::io, words,
       {"move the damaged database out of the way: mv " + quoted(path) + " " +
        quoted(path + ".damaged") + ", then restore again"});
}

Handle sound_copy(const std::string& copy, const base::World& world) {
  try {
    Connection checked(open_unchanging(copy), world);
    if (const auto damage = damage_in(checked))
      throw base::Error(base::Exit::io, {.headline = quoted(copy) + " is damaged",
                                         .notes = {"SQLite says: " + *damage, nothing_restored},
                                         .helps = {another_copy(copy)}});
    return open_unchanging(copy);
  } catch (const SqlError& error) {
    fail(base::Exit::io, quoted(copy) + " cannot be restored: " + error.failure().message,
         {another_copy(copy)});
  }
}

}  // namespace

void restore(const std::string& copy, const Target& target, const base::World& world) {
  const std::string& path = target.url.path;
  if (path == in_memory)
    fail(base::Exit::configuration, "a database in memory can't be restored",
         {"name a file: --database-url sqlite:///FILE"});
  check_copy(copy, path);
  const Handle source = sound_copy(copy, world);
  prepare_place(path);
  if (is_open_elsewhere(path)) in_use(path, "another process");
  try {
    // The lock's descriptor must be closed after SQLite's own.
    MigrationLock lock(path, target.application_name, world);
    if (!lock.take()) in_use(path, lock.other_holder());
    Handle handle = open_handle(path, SQLITE_OPEN_READWRITE);
    sqlite3* const to = handle.get();
    Connection database(std::move(handle), world);
    take_whole(database);
    copy_content(source.get(), to, world);
  } catch (const SqlError& error) {
    refused(path, error.failure());
  }
}

}  // namespace db::sqlite
