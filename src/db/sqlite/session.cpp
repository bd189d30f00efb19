#include "db/sqlite/session.hpp"

#include "base/duration.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/quote.hpp"
#include "db/session.hpp"
#include "db/sqlite/handle.hpp"
#include "db/sqlite/leftovers.hpp"
#include "db/url.hpp"

#include <sqlite3.h>

#include <pwd.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace db::sqlite {
namespace {

/// What a transaction changes is kept in memory up to here; beyond, SQLite writes it to the file
/// early, and has to shut readers out until the commit.
constexpr std::string_view keep_readers = "PRAGMA main.cache_spill = -32768";

/// The login name, or the uid's digits where nobody gave it one.
std::string user_name() {
  const uid_t uid = ::geteuid();
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> room{};
  ::getpwuid_r(uid, &entry, room.data(), room.size(), &found);
  return found != nullptr ? found->pw_name : std::to_string(uid);
}

}  // namespace

SqliteSession::SqliteSession(Source source, const Target& target, const base::World& world,
                             base::Duration patience)
    : source_(std::move(source)),
      lock_(source_.is_file() ? source_.path : "", target.application_name, world),
      connection_(open_handle(source_.path, source_.flags), world) {
  introduce(target, patience);
}

void SqliteSession::introduce(const Target& target, base::Duration patience) {
  // The file is read here for the first time.
  const std::array<Value, 1> name{target.history_name};
  const Rows tables = connection_.query(
      "SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = $1 COLLATE NOCASE", name,
      {.lock = patience});
  server_ = {.engine = "sqlite",
             .version = sqlite3_libversion(),
             .public_url = to_public_text(target.url),
             .user = user_name(),
             .writable = source_.writable && !connection_.read_only(),
             .history_exists = !tables.empty(),
             // A temporary table of a migration's must not hide it.
             .history_table = "\"main\"." + quote_identifier(target.history_name)};
}

const Limits& SqliteSession::limits() const {
  return begun_ && in_transaction() ? inside_ : outside_;
}

void SqliteSession::first_look(std::string_view columns, const TakeRow& take) {
  if (!server_.history_exists) return;
  connection_.query(select_history(columns, server_.history_table), {}, limits(), take);
}

void SqliteSession::execute(std::string_view sql) {
  connection_.execute(sql, limits());
}

Rows SqliteSession::query(std::string_view sql, std::span<const Value> parameters) {
  return connection_.query(sql, parameters, limits());
}

void SqliteSession::copy(std::string_view /*statement*/, const NextPiece& /*next*/) {
  throw SqlError({.message = "COPY is PostgreSQL's", .code = "SQLITE_ERROR"});
}

void SqliteSession::begin(const Limits& limits) {
  const bool touched = connection_.touched();
  connection_.execute(keep_readers, limits);
  connection_.set_touched(touched);
  ask_foreign_keys(limits.foreign_keys);
  connection_.execute("BEGIN IMMEDIATE", limits);
  inside_ = limits;
  begun_ = true;
}

void SqliteSession::commit() {
  try {
    connection_.commit(limits());
  } catch (...) {
    // SQLite keeps a transaction that it could not commit.
    rollback();
    throw;
  }
  begun_ = false;
}

void SqliteSession::rollback() noexcept {
  connection_.roll_back();
  begun_ = false;
}

void SqliteSession::limit(const Limits& limits) {
  if (begun_ && in_transaction()) {
    inside_ = limits;
    return;
  }
  outside_ = limits;
  // Inside a transaction SQLite can't change its mind about them.
  if (!in_transaction()) ask_foreign_keys(limits.foreign_keys);
}

/// What a migration's own PRAGMA says stands, unless something else is asked for than before.
void SqliteSession::ask_foreign_keys(bool enforced) noexcept {
  if (enforced != foreign_keys_asked_) connection_.enforce_foreign_keys(enforced);
  foreign_keys_asked_ = enforced;
}

void SqliteSession::reset() {
  connection_.forget_last_rowid();
  if (in_transaction()) {
    if (connection_.touched()) drop_temporary(connection_, limits());
    return;
  }
  begun_ = false;
  outside_ = {};
  if (connection_.touched()) renew();
  connection_.enforce_foreign_keys(false);
  foreign_keys_asked_ = false;
}

void SqliteSession::renew() {
  if (source_.is_file()) {
    reopen();
    return;
  }
  // Another handle would be another database.
  drop_temporary(connection_, limits());
  detach_all(connection_, limits());
  connection_.set_touched(false);
}

void SqliteSession::reopen() {
  try {
    // A file that was removed is not made anew; but ATTACH makes files only if this handle may.
    if (::access(source_.path.c_str(), F_OK) != 0)
      throw ConnectionLost("\"" + source_.path + "\" is gone");
    connection_.replace(open_handle(source_.path, source_.flags));
  } catch (const SqlError& error) {
    throw ConnectionLost("cannot open \"" + source_.path + "\" again: " + error.what());
  }
}

}  // namespace db::sqlite
