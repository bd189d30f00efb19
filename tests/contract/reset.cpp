#include "contract/database.hpp"
#include "db/error.hpp"
#include "db/quote.hpp"
#include "db/session.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <string_view>

using contract::value_of;

namespace {

/// The tables, views and triggers that are temporary.
constexpr std::string_view sqlite_temporary = "SELECT count(*) FROM temp.sqlite_master";

}  // namespace

TEST_CASE_TEMPLATE("reset: what was done to the database stays", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");

  session->reset();

  CHECK(value_of(*session, "SELECT n FROM t") == "1");
}

TEST_CASE_TEMPLATE("reset: temporary tables are gone", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TEMP TABLE t (n int)");

  session->reset();

  CHECK_THROWS_AS(session->execute("SELECT * FROM t"), db::SqlError);
}

TEST_CASE_TEMPLATE("reset: inside a transaction temporary tables are gone, its work stays", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->begin({});
  session->execute("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
  session->execute(R"(CREATE TEMP TABLE t2 (n int); CREATE TEMP TABLE "a ""b""" (n int))");

  session->reset();
  CHECK(session->in_transaction());
  session->execute(R"(CREATE TABLE t2 (m int); CREATE TABLE "a ""b""" (m int))");
  session->commit();

  CHECK(value_of(*session, "SELECT n FROM t") == "1");
  CHECK(value_of(*database.open(), "SELECT count(m) FROM t2") == "0");
}

TEST_CASE_TEMPLATE("reset: the history table is found behind a temporary one", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  const std::string history = session->server().history_table;
  session->execute("CREATE TABLE " + history + " (n int); INSERT INTO " + history +
                   " VALUES (1); CREATE TEMP TABLE migrexec_history (n int)");

  CHECK(value_of(*session, "SELECT count(*) FROM " + history) == "1");
}

TEST_CASE_TEMPLATE("reset: twice, and where there is nothing to do, is fine", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->reset();
  session->begin({});
  session->reset();
  session->reset();
  session->commit();

  CHECK(value_of(*session, "SELECT 1") == "1");
}

TEST_CASE("reset: SQLite's PRAGMAs are as at the beginning") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute("PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON");
  session->execute("PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE t (n)");

  session->reset();

  CHECK(value_of(*session, "PRAGMA foreign_keys") == "0");
  CHECK(value_of(*session, "SELECT 'a' LIKE 'A'") == "1");
  CHECK_NOTHROW(database.open()->execute("INSERT INTO t VALUES (1)"));
}

TEST_CASE("reset: PRAGMAs that are kept in SQLite's file stay") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute("PRAGMA user_version = 7; PRAGMA journal_mode = WAL");

  session->reset();

  CHECK(value_of(*session, "PRAGMA user_version") == "7");
  CHECK(value_of(*session, "PRAGMA journal_mode") == "wal");
}

TEST_CASE("reset: SQLite's attached files are detached") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute("ATTACH ':memory:' AS side");

  session->reset();

  CHECK_THROWS_AS(session->execute("SELECT * FROM side.sqlite_master"), db::SqlError);
}

TEST_CASE("reset: SQLite's ATTACH makes files afterwards too") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute("PRAGMA foreign_keys = ON");
  session->reset();

  session->execute("ATTACH '" + (database.folder() / "side.db") + "' AS side");

  CHECK_NOTHROW(session->execute("CREATE TABLE side.t (n)"));
}

TEST_CASE("reset: foreign keys that SQLite was asked to enforce are off again") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->begin({.foreign_keys = true});
  CHECK(value_of(*session, "PRAGMA foreign_keys") == "1");
  session->commit();

  session->reset();

  CHECK(value_of(*session, "PRAGMA foreign_keys") == "0");
}

TEST_CASE("reset: inside SQLite's transaction all kinds of temporary things are gone") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->begin({});
  session->execute("CREATE TABLE t (n); CREATE TEMP TABLE u (n); CREATE INDEX temp.i ON u (n)");
  session->execute("CREATE TEMP VIEW v AS SELECT * FROM u");
  session->execute("CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END");
  session->execute("CREATE VIRTUAL TABLE temp.f USING fts5(word)");

  session->reset();

  CHECK(value_of(*session, sqlite_temporary) == "0");
}

TEST_CASE("reset: a database in SQLite's memory keeps its content") {
  contract::Sqlite database;
  database.target.url.path = ":memory:";
  const auto session = database.open();
  session->execute("CREATE TABLE t (n); INSERT INTO t VALUES (1); ATTACH ':memory:' AS side");
  session->execute("CREATE TEMP TABLE u (n); PRAGMA foreign_keys = ON");

  session->reset();

  CHECK(value_of(*session, "SELECT n FROM t") == "1");
  CHECK(value_of(*session, sqlite_temporary) == "0");
  CHECK(value_of(*session, "SELECT count(*) FROM pragma_database_list WHERE name = 'side'") == "0");
  CHECK(value_of(*session, "PRAGMA foreign_keys") == "0");
}

TEST_CASE("reset: a SQLite file that is gone is a lost session") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute("PRAGMA foreign_keys = ON");
  std::filesystem::remove(database.path());

  CHECK_THROWS_AS(session->reset(), db::ConnectionLost);
}

TEST_CASE("reset: PostgreSQL's settings are as at the beginning") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  const std::string search_path = value_of(*session, "SHOW search_path");
  session->execute("SET search_path = ''; SELECT set_config('my.own', 'x', false)");

  session->reset();

  CHECK(value_of(*session, "SHOW search_path") == search_path);
  CHECK(value_of(*session, "SELECT current_setting('my.own', true)") != "x");
}

TEST_CASE("reset: inside PostgreSQL's transaction settings are as at the beginning") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  const std::string search_path = value_of(*session, "SHOW search_path");
  session->begin({});
  session->execute("SET search_path = ''; SET LOCAL work_mem = '1MB'");

  session->reset();
  CHECK(value_of(*session, "SHOW search_path") == search_path);
  CHECK(value_of(*session, "SHOW work_mem") != "1MB");
  session->commit();

  CHECK(value_of(*session, "SHOW search_path") == search_path);
}

TEST_CASE("reset: PostgreSQL's role is who logged in") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  const std::string role = db::quote_identifier(database.make_role("secret"));
  const auto session = database.open();
  const std::string before = value_of(*session, "SELECT current_user");
  session->execute("SET ROLE " + role);

  session->reset();

  CHECK(value_of(*session, "SELECT current_user") == before);
}

TEST_CASE("reset: PostgreSQL's role is the one that was asked for") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  database.target.role = database.make_role("secret");
  const auto session = database.open();
  CHECK(session->server().user == database.target.role);
  session->execute("RESET ROLE");

  session->reset();

  CHECK(value_of(*session, "SELECT current_user") == database.target.role);
}

TEST_CASE("reset: PostgreSQL's prepared statements and cursors are gone") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  session->execute("PREPARE p AS SELECT 1");
  session->execute("DECLARE c CURSOR WITH HOLD FOR SELECT 1");

  session->reset();

  CHECK_NOTHROW(session->execute("PREPARE p AS SELECT 2"));
  CHECK_THROWS_AS(session->execute("FETCH c"), db::SqlError);
}

TEST_CASE("reset: PostgreSQL acts as the owner of the history until the transaction ends") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  const std::string role = db::quote_identifier(database.make_role("secret"));
  const auto session = database.open();
  const std::string owner = session->server().user;
  session->execute("SET ROLE " + role);
  const std::string other = value_of(*session, "SELECT current_user");

  session->begin({});
  session->act_as_owner();
  CHECK(value_of(*session, "SELECT current_user") == owner);
  session->commit();

  CHECK(value_of(*session, "SELECT current_user") == other);
}
