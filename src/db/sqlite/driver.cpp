#include "db/driver.hpp"

#include "db/sqlite/backup.hpp"
#include "db/sqlite/dump.hpp"
#include "db/sqlite/examine.hpp"
#include "db/sqlite/open.hpp"
#include "db/sqlite/schema.hpp"
#include "db/sqlite/scratch.hpp"
#include "db/sqlite/sqlite.hpp"
#include "db/url.hpp"
#include "sql/dialect.hpp"

#include <string_view>

namespace db::sqlite {
namespace {

constexpr std::string_view create_history =
    "CREATE TABLE IF NOT EXISTS % (version TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
    "checksum TEXT NOT NULL, applied_at TEXT NOT NULL, applied_by TEXT NOT NULL, "
    "duration_ms INTEGER NOT NULL, tool_version TEXT NOT NULL, down TEXT, "
    "statements_done INTEGER, progress TEXT, compatible_from TEXT)";

constexpr Driver card{
    .engine = Engine::sqlite,
    .name = "SQLite",
    .dialect = sql::Dialect::sqlite,
    .open = open,
    .create_history = create_history,
    .applied_at = "applied_at",
    .now = "strftime('%Y-%m-%dT%H:%M:%fZ','now')",
    .elapsed = "",
    .has_catalog = false,
    .backup = backup,
    .restore = restore,
    .examine = examine,
    .make_scratch = make_scratch,
    .schema = schema,
    .dump = dump,
};

}  // namespace

const Driver& driver() {
  return card;
}

}  // namespace db::sqlite
