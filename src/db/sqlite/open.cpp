#include "db/sqlite/open.hpp"

#include "base/duration.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/sqlite/handle.hpp"
#include "db/sqlite/place.hpp"
#include "db/sqlite/session.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>

namespace db::sqlite {
namespace {

/// Whoever opens tries again, and tells what it waits for.
constexpr base::Duration longest_patience = std::chrono::milliseconds(200);

ConnectFailure connect_failure(const std::string& path, const SqlFailure& failure) {
  const std::string name = "\"" + path + "\"";
  const std::string words = name + ": " + failure.message;
  if (failure.code == "SQLITE_NOTADB")
    return {.message = name + " is not a SQLite database",
            .code = failure.code,
            .verdict = Verdict::fatal,
            .exit = base::Exit::configuration,
            .help = "look at the path in the database URL, or move this file away"};
  switch (failure.remedy) {
    case Remedy::try_again:
      return {.message = name + " is locked by another process",
              .code = failure.code,
              .verdict = Verdict::transient,
              .exit = base::Exit::lock_timeout,
              .help = "look who has it open: fuser -v " + name};
    case Remedy::mend_disk:
      return {.message = words,
              .code = failure.code,
              .verdict = Verdict::fatal,
              .exit = base::Exit::io,
              .help = "look at the disk: df " + name};
    case Remedy::grant:
      return {.message = words,
              .code = failure.code,
              .verdict = Verdict::fatal,
              .exit = base::Exit::refused,
              .help = "look at the owner and the mode of the file and its folder"};
    default:
      return {.message = words,
              .code = failure.code,
              .verdict = Verdict::fatal,
              .exit = base::Exit::configuration,
              .help = "put a backup in its place, or look at the path in the database URL"};
  }
}

void check_schema(const Target& target) {
  if (target.history_schema.empty() || sqlite3_stricmp(target.history_schema.c_str(), "main") == 0)
    return;
  throw ConnectError(
      {.message = "SQLite has no schema \"" + target.history_schema + "\" for the history table",
       .verdict = Verdict::fatal,
       .exit = base::Exit::configuration,
       .help = "--history-table " + target.history_name});
}

Source source_for(const std::string& path, Create create) {
  Source memory{.path = in_memory, .flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
  if (path == in_memory) return memory;
  const Place place = look_at(path, create);
  if (!place.exists && create == Create::no)
    return {.path = memory.path, .flags = memory.flags, .writable = place.writable};
  int flags = place.writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  if (create == Create::yes) flags |= SQLITE_OPEN_CREATE;
  return {.path = path, .flags = flags, .writable = place.writable};
}

}  // namespace

std::unique_ptr<Session> open(const Target& target, const base::World& world,
                              base::Duration patience) {
  check_schema(target);
  const Source source = source_for(target.url.path, target.create);
  try {
    return std::make_unique<SqliteSession>(source, target, world,
                                           std::min(patience, longest_patience));
  } catch (const SqlError& error) {
    throw ConnectError(connect_failure(target.url.path, error.failure()));
  }
}

}  // namespace db::sqlite
