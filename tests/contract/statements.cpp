#include "contract/database.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using contract::refusal_of;
using contract::value_of;
using db::Remedy;
using db::Value;

namespace {

/// COPY data as it is streamed from a file.
db::NextPiece pieces(std::vector<std::string_view> data) {
  return [data = std::move(data), next = std::size_t(0)]() mutable {
    return next < data.size() ? data[next++] : std::string_view();
  };
}

}  // namespace

TEST_CASE_TEMPLATE("statements: all of a text are run, their results passed over", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();

  session->execute("CREATE TABLE t (n int); SELECT 1; INSERT INTO t VALUES (1); -- the end");

  CHECK(value_of(*session, "SELECT count(*) FROM t") == "1");
}

TEST_CASE_TEMPLATE("statements: a text of nothing but comments is fine", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;

  CHECK_NOTHROW(database.open()->execute("-- nothing\n/* at all */ "));
}

TEST_CASE_TEMPLATE("statements: what ran without a transaction is seen by others at once", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();

  session->execute("CREATE TABLE t (n int)");

  CHECK(value_of(*database.open(), "SELECT count(*) FROM t") == "0");
}

TEST_CASE_TEMPLATE("query: all comes as text, null as nothing", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;

  const db::Rows rows = database.open()->query(
      "SELECT 42, NULL, 'é', '' UNION ALL SELECT 43, "
      "NULL, 'b', 'c' ORDER BY 1");

  CHECK(rows == db::Rows{{"42", std::nullopt, "é", ""}, {"43", std::nullopt, "b", "c"}});
}

TEST_CASE_TEMPLATE("query: no rows are no rows", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;

  CHECK(database.open()->query("SELECT 1 WHERE 1 = 0").empty());
}

TEST_CASE_TEMPLATE("query: parameters are taken by their numbers", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const std::array<Value, 3> parameters{"it's \"é\"; --", std::nullopt, "3"};

  const db::Rows rows = database.open()->query(
      "SELECT CAST($3 AS text), CAST($2 AS text), CAST($1 AS text), CAST($3 AS text)", parameters);

  CHECK(rows == db::Rows{{"3", std::nullopt, "it's \"é\"; --", "3"}});
}

TEST_CASE_TEMPLATE("query: parameters are converted to the type of their column", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n integer, s text)");
  const std::array<Value, 2> parameters{"7", std::nullopt};

  session->query("INSERT INTO t VALUES ($1, $2)", parameters);

  CHECK(session->query("SELECT n + 1, s FROM t") == db::Rows{{"8", std::nullopt}});
}

TEST_CASE_TEMPLATE("errors: the session goes on after a refused statement", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();

  CHECK_THROWS_AS(session->execute("SELECT nonsense"), db::SqlError);
  CHECK_THROWS_AS(session->query("SELECT nonsense"), db::SqlError);

  CHECK(value_of(*session, "SELECT 1") == "1");
}

TEST_CASE_TEMPLATE("errors: a broken rule has its code, and no place in the text", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (s text PRIMARY KEY); INSERT INTO t VALUES ('a')");

  const db::SqlFailure failure = refusal_of(*session, "INSERT INTO t VALUES ('a')");

  CHECK(failure.code == Any::duplicate_key);
  CHECK(failure.remedy == Remedy::none);
  CHECK_FALSE(failure.offset);
}

TEST_CASE_TEMPLATE("errors: an unknown name is pointed at in bytes", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const std::string_view sql = "SELECT 'é€😀',\n\tnonsense";

  CHECK(refusal_of(*database.open(), sql).offset == sql.find("nonsense"));
}

TEST_CASE_TEMPLATE("errors: a syntax error is pointed at in bytes", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const std::string_view sql = "/* é */ SELECT 'é' WHERE 1 = 1 WHERE 2 = 2";

  CHECK(refusal_of(*database.open(), sql).offset == sql.rfind("WHERE"));
}

TEST_CASE_TEMPLATE("errors: the place in a later statement counts from the text's beginning", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const std::string_view sql = "SELECT 'é';\n-- ü\nSELECT 2, nonsense";

  CHECK(refusal_of(*database.open(), sql).offset == sql.find("nonsense"));
}

TEST_CASE_TEMPLATE("errors: what can't be in a transaction is told apart", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->begin({});

  CHECK(refusal_of(*session, "VACUUM").remedy == Remedy::run_outside_transaction);
}

TEST_CASE("errors: SQLite names what can't be in a transaction in many ways") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n); ATTACH ':memory:' AS side");
  session->begin({});
  session->execute("CREATE TEMP TABLE u (n); SELECT * FROM side.sqlite_master");

  CHECK(refusal_of(*session, "PRAGMA journal_mode = WAL").remedy ==
        Remedy::run_outside_transaction);
  CHECK(refusal_of(*session, "PRAGMA synchronous = OFF").remedy == Remedy::run_outside_transaction);
  CHECK(refusal_of(*session, "PRAGMA temp_store = MEMORY").remedy ==
        Remedy::run_outside_transaction);
  CHECK(refusal_of(*session, "DETACH side").remedy == Remedy::run_outside_transaction);
  CHECK(refusal_of(*session, "BEGIN").remedy == Remedy::none);
}

TEST_CASE("errors: SQLite's full file is the disk's matter") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (b blob); PRAGMA max_page_count = 3");

  const db::SqlFailure failure = refusal_of(*session, "INSERT INTO t VALUES (zeroblob(100000))");

  CHECK(failure.code == "SQLITE_FULL");
  CHECK(failure.remedy == Remedy::mend_disk);
}

TEST_CASE("errors: SQLite does not run half of a text with a zero byte in it") {
  const contract::Sqlite database;
  const auto session = database.open();
  const std::string sql("CREATE TABLE a (n);\0CREATE TABLE b (n)", 38);

  CHECK(refusal_of(*session, sql).offset == 19U);
  CHECK(value_of(*session, "SELECT count(*) FROM sqlite_master") == "0");
}

TEST_CASE("errors: PostgreSQL tells a missing privilege apart") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  database.open()->execute("CREATE TABLE t (n int)");
  database.target.url.user = database.make_role("secret");
  database.target.url.password = "secret";

  const db::SqlFailure failure = refusal_of(*database.open(), "ALTER TABLE t ADD m int");

  CHECK(failure.code == "42501");
  CHECK(failure.remedy == Remedy::grant);
}

TEST_CASE("errors: PostgreSQL's detail, hint and context are kept") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;

  const db::SqlFailure failure = refusal_of(
      *database.open(),
      "DO $$ BEGIN RAISE EXCEPTION 'no' USING DETAIL = 'because', HINT = 'wait'; END $$");

  CHECK(failure.message == "no");
  CHECK(failure.detail == "because");
  CHECK(failure.hint == "wait");
  CHECK(failure.context.find("inline_code_block") != std::string::npos);
}

TEST_CASE("errors: PostgreSQL's notices are no errors, and are told") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  std::string told;
  database.target.on_notice = [&](const db::Notice& notice) { told += notice.message; };

  database.open()->execute("DO $$ BEGIN RAISE NOTICE 'look'; END $$");

  CHECK(told == "look");
}

TEST_CASE("errors: a PostgreSQL session that was ended is lost") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  const std::string pid = value_of(*session, "SELECT pg_backend_pid()");

  database.open_server()->execute("SELECT pg_terminate_backend(" + pid + ")");

  CHECK_THROWS_AS(session->execute("SELECT 1"), db::ConnectionLost);
}

TEST_CASE("copy: SQLite has none") {
  const contract::Sqlite database;

  CHECK_THROWS_AS(database.open()->copy("COPY t FROM stdin", pieces({})), db::SqlError);
}

TEST_CASE("copy: PostgreSQL takes the data piece by piece") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n int, s text)");

  session->copy("COPY t FROM stdin", pieces({"1\tone\n2", "\ttwo\n", "3\t\\N\n"}));

  CHECK(session->query("SELECT n, s FROM t ORDER BY n") ==
        db::Rows{{"1", "one"}, {"2", "two"}, {"3", std::nullopt}});
}

TEST_CASE("copy: PostgreSQL's refusal of the data leaves the session alive") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n int)");

  CHECK_THROWS_AS(session->copy("COPY t FROM stdin", pieces({"one\n"})), db::SqlError);

  CHECK(value_of(*session, "SELECT count(*) FROM t") == "0");
}
