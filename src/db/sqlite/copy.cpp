#include "db/sqlite/copy.hpp"

#include "base/world.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/sqlite/connection.hpp"
#include "db/sqlite/failure.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

namespace db::sqlite {
namespace {

/// A stop request is looked for after so many pages.
constexpr int pages_at_once = 1000;

struct FinishBackup {
  void operator()(sqlite3_backup* backup) const noexcept { sqlite3_backup_finish(backup); }
};

}  // namespace

void copy_content(sqlite3* from, sqlite3* to, const base::World& world) {
  std::unique_ptr<sqlite3_backup, FinishBackup> backup(
      sqlite3_backup_init(to, "main", from, "main"));
  if (!backup) throw SqlError(failure_of(to));
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    world.check_stop();
    code = sqlite3_backup_step(backup.get(), pages_at_once);
  }
  // Only finishing leaves the reason in the handle.
  backup.reset();
  if (code != SQLITE_DONE) throw SqlError(failure_of(to));
}

std::optional<std::string> damage_in(Connection& database) {
  const Rows rows = database.query("PRAGMA quick_check(1)", {}, {});
  std::string said = rows.empty() ? "" : rows.front().front().value_or("");
  // Below a line that only names the database.
  if (said.starts_with("***")) said.erase(0, std::min(said.find('\n'), said.size() - 1) + 1);
  return said == "ok" ? std::nullopt : std::optional(said);
}

}  // namespace db::sqlite
