#include "base/exit.hpp"
#include "contract/database.hpp"
#include "db/error.hpp"
#include "db/session.hpp"

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

using contract::value_of;
using db::Value;

namespace {

void create_history(const contract::Database& database, db::Session& session) {
  std::string sql(database.driver().create_history);
  sql.replace(sql.find('%'), 1, session.server().history_table);
  session.execute(sql);
}

}  // namespace

TEST_CASE_TEMPLATE("history: the table is made once, and then found", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  CHECK_FALSE(session->server().history_exists);

  create_history(database, *session);
  create_history(database, *session);

  CHECK(database.open()->server().history_exists);
}

TEST_CASE_TEMPLATE("history: its name may be any", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  Any database;
  database.target.history_name = "Our \"own\" hist'ory";
  const auto session = database.open();

  create_history(database, *session);

  CHECK(database.open()->server().history_exists);
  CHECK(value_of(*session, "SELECT count(*) FROM " + session->server().history_table) == "0");
}

TEST_CASE_TEMPLATE("history: a row has its time as we show it", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  create_history(database, *session);
  const std::array<Value, 2> parameters{"0001", std::nullopt};

  session->query("INSERT INTO " + session->server().history_table +
                     " (version, name, checksum, applied_at, applied_by, duration_ms, "
                     "tool_version, down) VALUES ($1, 'n', 'c', " +
                     std::string(database.driver().now) + ", 'me', 12, '1', $2)",
                 parameters);
  const db::Rows rows = session->query("SELECT " + std::string(database.driver().applied_at) +
                                       ", duration_ms, down, statements_done, progress FROM " +
                                       session->server().history_table);

  REQUIRE(rows.size() == 1);
  const std::string time = rows[0][0].value_or("");
  // 2026-01-01T12:00:03.120Z
  CHECK(time.size() == 24);
  CHECK(time.substr(10, 1) == "T");
  CHECK(time.substr(19, 1) == ".");
  CHECK(time.ends_with("Z"));
  CHECK(rows[0][1] == "12");
  CHECK_FALSE(rows[0][2]);
  CHECK_FALSE(rows[0][3]);
  CHECK_FALSE(rows[0][4]);
}

TEST_CASE_TEMPLATE("history: a version is recorded once", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  create_history(database, *session);
  const std::string sql = "INSERT INTO " + session->server().history_table +
                          " VALUES ('1', 'n', 'c', " + std::string(database.driver().now) +
                          ", 'me', 1, '1', NULL, NULL, NULL, NULL)";
  session->execute(sql);

  CHECK(contract::refusal_of(*session, sql).code == Any::duplicate_key);
}

TEST_CASE("history: PostgreSQL's is in the schema that was asked for") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  database.open()->execute("CREATE SCHEMA ops");
  database.target.history_schema = "ops";
  const auto session = database.open();

  create_history(database, *session);

  CHECK(value_of(*session, "SELECT count(*) FROM ops.migrexec_history") == "0");
  CHECK(database.open()->server().history_exists);
}

TEST_CASE("history: SQLite has one schema for it") {
  contract::Sqlite database;
  database.target.history_schema = "main";
  CHECK_NOTHROW(static_cast<void>(database.open()));
  database.target.history_schema = "ops";

  const db::ConnectFailure failure = database.refusal();

  CHECK(failure.verdict == db::Verdict::fatal);
  CHECK(failure.exit == base::Exit::configuration);
}

namespace {

constexpr std::string_view columns = "version, statements_done";

/// `version/statements done` of each row.
std::string first_look(db::Session& session) {
  std::string seen;
  session.first_look(columns, [&](const db::Row& row) {
    seen += row.at(0).value_or("") + "/" + row.at(1).value_or("-") + " ";
  });
  return seen;
}

void insert_rows(const contract::Database& database) {
  const auto session = database.open();
  create_history(database, *session);
  session->execute("INSERT INTO " + session->server().history_table +
                   " (version, name, checksum, applied_at, applied_by, duration_ms, tool_version, "
                   "statements_done) SELECT '1', 'n', 'c', " +
                   std::string(database.driver().now) +
                   ", 'me', 1, '1', NULL UNION ALL SELECT '2', 'n', 'c', " +
                   std::string(database.driver().now) + ", 'me', 1, '1', 3");
}

}  // namespace

TEST_CASE_TEMPLATE("history: the first look shows every row, fetched at once or later", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  Any database;
  insert_rows(database);

  CHECK(first_look(*database.open()) == "1/- 2/3 ");
  database.target.history_columns = columns;
  CHECK(first_look(*database.open()) == "1/- 2/3 ");
}

TEST_CASE_TEMPLATE("history: the first look shows nothing where there is no table", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  Any database;
  database.target.history_columns = columns;
  const auto session = database.open();

  CHECK_FALSE(session->server().history_exists);
  CHECK(first_look(*session).empty());
  CHECK(value_of(*session, "SELECT 1") == "1");
}

TEST_CASE("history: PostgreSQL's that has other columns is refused at the first look, not before") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  database.open()->execute("CREATE TABLE " + database.target.history_name + " (n integer)");
  database.target.history_columns = columns;
  const auto session = database.open();

  CHECK(session->server().history_exists);
  CHECK_THROWS_AS(first_look(*session), db::SqlError);
  CHECK(value_of(*session, "SELECT 1") == "1");
}

TEST_CASE("history: PostgreSQL's is found in a later schema of the search_path") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  insert_rows(database);
  database.open()->execute("CREATE SCHEMA first; ALTER ROLE CURRENT_USER IN DATABASE " +
                           database.target.url.database + " SET search_path = first, public");
  database.target.history_columns = columns;
  const auto session = database.open();

  CHECK(session->server().history_table.starts_with("public."));
  CHECK(first_look(*session) == "1/- 2/3 ");
}
