#include "contract/database.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/transaction.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>

using contract::value_of;
using std::chrono::milliseconds;

namespace {

/// Rows that others see.
std::string committed_rows(const contract::Database& database) {
  return value_of(*database.open(), "SELECT count(*) FROM t");
}

constexpr std::string_view parent_and_child =
    "CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (parent int REFERENCES parent "
    "(id) DEFERRABLE INITIALLY DEFERRED)";

}  // namespace

TEST_CASE_TEMPLATE("transactions: others see what was done after the commit only", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n int)");

  session->begin({});
  session->execute("INSERT INTO t VALUES (1)");
  CHECK(committed_rows(database) == "0");
  session->commit();

  CHECK(committed_rows(database) == "1");
}

TEST_CASE_TEMPLATE("transactions: a rollback undoes all, tables too", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();

  session->begin({});
  session->execute("CREATE TABLE t (n int)");
  session->rollback();

  CHECK_THROWS_AS(session->execute("SELECT * FROM t"), db::SqlError);
}

TEST_CASE_TEMPLATE("transactions: a rollback where there is nothing to undo does nothing", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->rollback();
  session->begin({});
  session->rollback();
  session->rollback();

  CHECK_NOTHROW(session->begin({}));
}

TEST_CASE_TEMPLATE("transactions: a guard rolls back unless the commit was reached", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n int)");

  {
    const db::Transaction transaction(*session, {});
    session->execute("INSERT INTO t VALUES (1)");
  }

  CHECK_FALSE(session->in_transaction());
  CHECK(committed_rows(database) == "0");
}

TEST_CASE_TEMPLATE("transactions: a guard keeps what was committed", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n int)");

  {
    db::Transaction transaction(*session, {});
    session->execute("INSERT INTO t VALUES (1)");
    transaction.commit();
  }

  CHECK(committed_rows(database) == "1");
}

TEST_CASE_TEMPLATE("transactions: a session knows whether one is open", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();

  CHECK_FALSE(session->in_transaction());
  session->begin({});
  CHECK(session->in_transaction());
  session->commit();
  CHECK_FALSE(session->in_transaction());
}

TEST_CASE_TEMPLATE("transactions: one that a migration opened itself is seen and rolled back", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();

  session->execute("BEGIN; CREATE TABLE t (n int)");
  CHECK(session->in_transaction());
  session->rollback();

  CHECK_FALSE(session->in_transaction());
  CHECK_THROWS_AS(session->execute("SELECT * FROM t"), db::SqlError);
}

TEST_CASE_TEMPLATE("transactions: a session that ends takes its transaction along", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  auto session = database.open();
  session->execute("CREATE TABLE t (n int)");
  session->begin({});
  session->execute("INSERT INTO t VALUES (1)");

  session.reset();

  CHECK(committed_rows(database) == "0");
}

TEST_CASE_TEMPLATE("transactions: one that can't be committed is gone afterwards", Any,
                   EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute(parent_and_child);
  session->begin({.foreign_keys = true});
  session->execute("INSERT INTO child VALUES (1)");

  CHECK_THROWS_AS(session->commit(), db::SqlError);

  CHECK_FALSE(session->in_transaction());
  CHECK(value_of(*session, "SELECT count(*) FROM child") == "0");
}

TEST_CASE_TEMPLATE("transactions: what failed inside is never committed", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n int)");

  try {
    db::Transaction transaction(*session, {});
    session->execute("INSERT INTO t VALUES (1)");
    session->execute("INSERT INTO nonsense VALUES (1)");
    transaction.commit();
  } catch (const db::SqlError&) {
    CHECK_FALSE(session->in_transaction());
  }

  CHECK(committed_rows(database) == "0");
}

TEST_CASE("transactions: PostgreSQL's failed one can't be committed") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  session->begin({});
  CHECK_THROWS_AS(session->execute("SELECT nonsense"), db::SqlError);

  CHECK_THROWS_AS(session->commit(), db::SqlError);
}

TEST_CASE("transactions: SQLite's enforce foreign keys only if that is asked for") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute(parent_and_child);
  session->begin({.foreign_keys = true});
  session->rollback();

  session->begin({});
  session->execute("INSERT INTO child VALUES (1)");

  CHECK_NOTHROW(session->commit());
}

TEST_CASE("transactions: a migration's PRAGMA foreign_keys before SQLite's BEGIN counts") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute(parent_and_child);
  session->execute("PRAGMA foreign_keys = ON");

  session->begin({});
  session->execute("INSERT INTO child VALUES (1)");

  CHECK_THROWS_AS(session->commit(), db::SqlError);
}

TEST_CASE("transactions: SQLite's commit waits for a reader to end") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n int)");
  const auto reader = database.open();
  reader->execute("BEGIN; SELECT * FROM t");
  session->begin({});
  session->execute("INSERT INTO t VALUES (1)");

  std::thread soon([&] {
    std::this_thread::sleep_for(milliseconds(200));
    reader->execute("COMMIT");
  });
  CHECK_NOTHROW(session->commit());
  soon.join();

  CHECK(committed_rows(database) == "1");
}

TEST_CASE("transactions: SQLite's commit gives up on a reader that stays, and can be tried again") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n int)");
  const auto reader = database.open();
  reader->execute("BEGIN; SELECT * FROM t");
  session->begin({.lock = milliseconds(100)});
  session->execute("INSERT INTO t VALUES (1)");

  try {
    session->commit();
    FAIL("the reader was overlooked");
  } catch (const db::SqlError& error) {
    CHECK(error.failure().remedy == db::Remedy::try_again);
    CHECK(error.failure().code == "SQLITE_BUSY");
  }

  CHECK_FALSE(session->in_transaction());
  reader->execute("COMMIT");
  CHECK(committed_rows(database) == "0");
}

TEST_CASE("transactions: SQLite's readers go on while much is changed") {
  const contract::Sqlite database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (b blob)");
  session->begin({});

  session->execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000) "
      "INSERT INTO t SELECT zeroblob(10000) FROM n");

  CHECK(committed_rows(database) == "0");
}
