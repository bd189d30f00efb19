#include "contract/database.hpp"
#include "db/error.hpp"
#include "db/session.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

using contract::value_of;
using db::Value;

namespace {

constexpr std::string_view refused = "INSERT INTO nowhere VALUES (1)";

/// What is thrown when all that was posted must have run.
db::SqlFailure refusal_at_settling(db::Session& session) {
  try {
    session.settle();
  } catch (const db::SqlError& error) {
    return error.failure();
  }
  return {};
}

}  // namespace

TEST_CASE_TEMPLATE("posts: they run in order and are committed", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  const std::array<Value, 2> values{"2", std::nullopt};

  session->begin({});
  session->post("CREATE TABLE t (n integer, m integer)");
  session->post("INSERT INTO t VALUES (1, 1)");
  session->post("INSERT INTO t VALUES ($1, $2)", values);
  session->commit();

  CHECK(value_of(*database.open(), "SELECT sum(n) FROM t") == "3");
  CHECK_FALSE(session->in_transaction());
}

TEST_CASE_TEMPLATE("posts: a question sees what was posted before", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();

  session->begin({});
  session->post("CREATE TABLE t (n integer)");
  session->post("INSERT INTO t VALUES (1)");

  CHECK(value_of(*session, "SELECT count(*) FROM t") == "1");
  CHECK(session->in_transaction());
  session->rollback();
}

TEST_CASE_TEMPLATE("posts: what nobody waited for can be rolled back", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n integer)");

  session->begin({});
  session->post("INSERT INTO t VALUES (1)");
  CHECK(session->in_transaction());
  session->rollback();

  CHECK_FALSE(session->in_transaction());
  CHECK(value_of(*session, "SELECT count(*) FROM t") == "0");
}

TEST_CASE("posts: PostgreSQL tells which of them it refused, and where") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();

  session->begin({});
  session->post("SELECT 'ä'");
  session->post("SELECT 'ä', missing");
  session->post(refused);
  const db::SqlFailure failure = refusal_at_settling(*session);

  CHECK(failure.posted == 1);
  CHECK(failure.code == "42703");
  CHECK(failure.offset == std::string_view("SELECT 'ä', ").size());
  session->rollback();
  CHECK(value_of(*session, "SELECT 1") == "1");
}

TEST_CASE("posts: PostgreSQL commits nothing of what it refused") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();

  session->begin({});
  session->post("CREATE TABLE t (n integer)");
  session->post(refused);
  CHECK_THROWS_AS(session->commit(), db::SqlError);
  session->rollback();

  CHECK(value_of(*session, "SELECT count(*) FROM pg_class WHERE relname = 't'") == "0");
}

TEST_CASE("posts: PostgreSQL's limits, reset and end are no statements of the caller's") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED)");

  session->begin({});
  session->post("INSERT INTO t VALUES (1), (1)");
  session->reset();
  const db::SqlFailure failure = refusal_at_settling(*session);

  CHECK_FALSE(failure.posted);
  CHECK(failure.code == "23505");
  session->rollback();
}

TEST_CASE("posts: PostgreSQL may copy out in between") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();

  session->begin({});
  session->post("CREATE TABLE t AS SELECT 1 AS n");
  session->post("/* out */ COPY t TO STDOUT");
  session->post("INSERT INTO t VALUES (2)");
  CHECK(value_of(*session, "SELECT sum(n) FROM t") == "3");
  session->post(refused);

  CHECK(refusal_at_settling(*session).posted == 3);
  session->rollback();
}

TEST_CASE("posts: PostgreSQL's rows are passed over") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();

  session->begin({});
  session->post("SELECT * FROM generate_series(1, 100000)");
  session->post("CREATE TABLE t (n integer)");
  session->commit();

  CHECK(value_of(*session, "SELECT count(*) FROM t") == "0");
}

TEST_CASE_TEMPLATE("posts: values arrive as they are", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  const std::array<Value, 2> values{R"(it's a\b "$1")", std::nullopt};

  session->begin({});
  session->post("CREATE TABLE t (one text, none text)");
  session->post(R"(INSERT INTO "t" VALUES ($1, $2))", values);
  session->commit();

  CHECK(value_of(*session, "SELECT one FROM t WHERE none IS NULL") == *values[0]);
}

TEST_CASE("posts: a name that looks like a parameter's place is a name on PostgreSQL") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  const std::array<Value, 1> values{"x"};

  session->begin({});
  session->post("CREATE TABLE \"t$1\" (one text)");
  session->post("INSERT INTO \"t$1\" VALUES ($1)", values);
  session->commit();

  CHECK(value_of(*session, "SELECT one FROM \"t$1\"") == "x");
}

TEST_CASE("posts: what changes how PostgreSQL reads strings counts for what is behind it") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  const std::array<Value, 1> values{R"(it's a\b)"};

  session->begin({});
  session->post("CREATE TABLE t (one text)");
  session->post("SET LOCAL Standard_Conforming_Strings = off");
  session->post(R"(INSERT INTO t VALUES ('it\'s \\ one'))");
  session->post("INSERT INTO t VALUES ($1)", values);
  session->reset();
  session->post(R"(INSERT INTO t VALUES ('\'))");
  session->commit();

  CHECK(value_of(*session, "SELECT string_agg(one, ', ') FROM t") == R"(it's \ one, it's a\b, \)");
}

TEST_CASE("posts: an encoding counts for what is behind it on PostgreSQL, until the reset") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  const std::array<Value, 1> values{"\u00e4"};

  session->begin({});
  session->post("CREATE TABLE t (one text)");
  session->post("SET NAMES 'LATIN1'");
  session->post("INSERT INTO t VALUES ('\u00e4')");
  session->reset();
  session->post("INSERT INTO t VALUES ($1)", values);
  session->commit();

  CHECK(value_of(*session, "SELECT string_agg(length(one)::text, ' ') FROM t") == "2 1");
}

TEST_CASE("posts: what PostgreSQL cannot read is pointed at, though it reads all of it first") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();

  session->begin({});
  session->post("CREATE TABLE t (n integer)");
  session->post("SELEC 1");
  session->post("SELECT 1");

  const db::SqlFailure failure = refusal_at_settling(*session);
  CHECK(failure.code == "42601");
  CHECK(failure.posted == 1);
  CHECK(failure.offset == 0);
}

TEST_CASE("posts: PostgreSQL's lock is kept on the way, or taken again") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  CHECK(session->try_lock());

  session->begin({});
  session->post("SELECT pg_advisory_unlock_all()");
  CHECK(session->keep_lock());
  session->post("CREATE TABLE t (n integer)");
  session->commit();

  CHECK_FALSE(database.open()->try_lock());
  CHECK(value_of(*session, "SELECT count(*) FROM t") == "0");
}

TEST_CASE("posts: nothing is committed if somebody else has PostgreSQL's lock") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  const auto faster = database.open();
  CHECK(session->try_lock());
  session->execute("SELECT pg_advisory_unlock_all()");
  CHECK(faster->try_lock());

  session->begin({});
  session->post("CREATE TABLE t (n integer)");
  CHECK(session->keep_lock());
  CHECK_THROWS_AS(session->commit(), db::LockLost);
  session->rollback();

  CHECK(value_of(*session, "SELECT count(*) FROM pg_class WHERE relname = 't'") == "0");
}

TEST_CASE_TEMPLATE("posts: the limits count for each", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();

  session->begin({.statement = std::chrono::milliseconds(200)});
  CHECK_THROWS_AS(
      {
        session->post(Any::endless);
        session->settle();
      },
      db::SqlError);
  session->rollback();

  CHECK(value_of(*session, "SELECT 1") == "1");
}
