#include "base/error.hpp"
#include "base/exit.hpp"
#include "contract/database.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/finding.hpp"
#include "db/scratch.hpp"
#include "db/session.hpp"
#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <memory>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>
#include <vector>

using contract::value_of;
using Lines = std::vector<std::string>;

namespace {

Lines schema_after(const contract::Database& database, db::Session& session, std::string_view sql) {
  session.execute(sql);
  return database.driver().schema(session);
}

/// What a statement adds to the schema.
std::string added_by(const contract::Database& database, db::Session& session,
                     std::string_view sql) {
  const Lines before = database.driver().schema(session);
  const Lines after = schema_after(database, session, sql);
  Lines added;
  std::ranges::set_difference(after, before, std::back_inserter(added));
  return support::joined(added);
}

const db::Finding& find(const std::vector<db::Finding>& findings, std::string_view subject) {
  const auto found = std::ranges::find(findings, subject, &db::Finding::subject);
  REQUIRE(found != findings.end());
  return *found;
}

}  // namespace

TEST_CASE_TEMPLATE("schema: what is undone leaves no line", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE a (i integer PRIMARY KEY, b text DEFAULT 'x' NOT NULL)");
  const Lines before = database.driver().schema(*session);
  CHECK_FALSE(before.empty());
  CHECK(schema_after(database, *session, "CREATE INDEX a_b ON a (b)") != before);
  CHECK(schema_after(database, *session, "DROP INDEX a_b") == before);
  CHECK(schema_after(database, *session, "ALTER TABLE a ADD COLUMN c integer") != before);
  CHECK(schema_after(database, *session, "ALTER TABLE a DROP COLUMN c") == before);
  CHECK(schema_after(database, *session, "ALTER TABLE a RENAME TO z") != before);
  CHECK(schema_after(database, *session, "ALTER TABLE z RENAME TO a") == before);
  CHECK(schema_after(database, *session, "CREATE VIEW v AS SELECT i FROM a") != before);
  CHECK(schema_after(database, *session, "DROP VIEW v") == before);
}

TEST_CASE_TEMPLATE("schema: the order of columns is nothing that could be put back", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE a (i integer, b text, c text)");
  const Lines before = database.driver().schema(*session);
  CHECK(schema_after(database, *session, "ALTER TABLE a DROP COLUMN b") != before);
  CHECK(schema_after(database, *session, "ALTER TABLE a ADD COLUMN b text") == before);
}

TEST_CASE_TEMPLATE("schema: rows are none of it, nor is the history table", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE a (i integer)");
  const Lines before = database.driver().schema(*session);
  std::string sql(database.driver().create_history);
  sql.replace(sql.find('%'), 1, session->server().history_table);
  CHECK(schema_after(database, *session, "INSERT INTO a VALUES (1)") == before);
  const auto after = database.open();
  CHECK(schema_after(database, *after, sql) == before);
}

TEST_CASE("schema: SQLite's constraints and options are seen") {
  const contract::Sqlite database;
  const auto session = database.open();
  CHECK(added_by(database, *session, "CREATE TABLE a (i INTEGER CHECK (i > 0 AND i <> ','), b)") ==
        "table a / table a: b / table a: i integer check(i>0 and i<>',')");
  CHECK(added_by(database, *session, "CREATE TABLE \"s\" (i int) STRICT") ==
        "table s / table s: i int / table s: strict");
}

TEST_CASE("schema: of PostgreSQL's objects each kind is seen") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  session->execute("CREATE TABLE a (i integer)");
  const auto adds = [&](std::string_view sql) {
    INFO(sql);
    CHECK_FALSE(added_by(database, *session, sql).empty());
  };
  adds("CREATE TYPE colour AS ENUM ('red', 'green')");
  adds("CREATE DOMAIN positive AS integer CHECK (VALUE > 0)");
  adds("CREATE SEQUENCE s INCREMENT 2");
  adds("ALTER SEQUENCE s INCREMENT 3");
  adds("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
  adds("CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f()");
  adds("ALTER TABLE a DISABLE TRIGGER t");
  adds("CREATE RULE r AS ON DELETE TO a DO INSTEAD NOTHING");
  adds("CREATE POLICY p ON a USING (i > 0)");
  adds("ALTER TABLE a ENABLE ROW LEVEL SECURITY");
  adds("CREATE SCHEMA other");
  adds("CREATE MATERIALIZED VIEW m AS SELECT i FROM a");
  adds("ALTER TABLE a ADD CONSTRAINT c CHECK (i < 10) NOT VALID");
  adds("ALTER TABLE a VALIDATE CONSTRAINT c");
  adds("GRANT SELECT ON a TO public");
  adds(
      "CREATE TABLE b (i integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, j integer REFERENCES "
      "b)");
  adds("CREATE TABLE p (i integer) PARTITION BY RANGE (i)");
}

TEST_CASE_TEMPLATE("scratch: it is empty, apart, and gone at the end", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  database.open()->execute("CREATE TABLE a (i integer)");
  db::Target target;
  {
    const auto scratch = database.driver().make_scratch(database.target, database.outside.world);
    target = scratch->target();
    const auto session =
        database.driver().open(target, database.outside.world, std::chrono::seconds(10));
    CHECK(database.driver().schema(*session).size() <= 2);
    session->execute("CREATE TABLE b (i integer)");
  }
  target.create = db::Create::no;
  if (target.url.engine == db::Engine::sqlite) {
    CHECK_FALSE(std::filesystem::exists(target.url.path));
  } else {
    CHECK_THROWS_AS(static_cast<void>(database.driver().open(target, database.outside.world,
                                                             std::chrono::seconds(10))),
                    db::ConnectError);
  }
}

TEST_CASE("dump: SQLite's makes the same schema and rows") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute(
      "CREATE TABLE \"odd \"\"name\" (i integer PRIMARY KEY, t text, b blob, d AS (i * 2));"
      "INSERT INTO \"odd \"\"name\" (i, t, b) VALUES (1, 'it''s', x'00ff'), (2, NULL, NULL);"
      "CREATE INDEX x ON \"odd \"\"name\" (t); CREATE VIEW v AS SELECT d FROM \"odd \"\"name\"");
  const contract::Sqlite other;
  const auto copy = other.open();
  copy->execute(database.driver().dump(*session));
  CHECK(other.driver().schema(*copy) == database.driver().schema(*session));
  CHECK(value_of(*copy, "SELECT group_concat(quote(t) || quote(b)) FROM \"odd \"\"name\"") ==
        "'it''s'X'00FF',NULLNULL");
}

TEST_CASE_TEMPLATE("examine: a good set-up has no bad finding", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  for (const db::Finding& finding : database.driver().examine(*session, database.outside.world)) {
    INFO(finding.subject << ": " << finding.text);
    CHECK(finding.verdict == db::Finding::Verdict::good);
  }
}

TEST_CASE("examine: what a role may not do is found") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  database.open()->execute(
      "CREATE TABLE a (i integer); REVOKE CREATE ON SCHEMA public FROM public");
  database.target.url.user = database.make_role("secret");
  database.target.url.password = "secret";
  const auto session = database.open();
  const auto findings = database.driver().examine(*session, database.outside.world);
  CHECK(find(findings, "may create").verdict == db::Finding::Verdict::bad);
  CHECK(find(findings, "may create").exit == base::Exit::refused);
  CHECK(find(findings, "may alter").verdict == db::Finding::Verdict::bad);
  CHECK(find(findings, "may alter").exit == base::Exit::refused);
}
