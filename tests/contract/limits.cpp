#include "base/error.hpp"
#include "contract/database.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "support/stop.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <chrono>
#include <thread>

using contract::refusal_of;
using contract::value_of;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

/// Asks to stop after a moment, from another thread.
class StopSoon {
 public:
  explicit StopSoon(support::Stop& stop)
      : thread_([&stop] {
          std::this_thread::sleep_for(milliseconds(200));
          stop.ask(SIGTERM);
        }) {}
  StopSoon(const StopSoon&) = delete;
  StopSoon& operator=(const StopSoon&) = delete;
  ~StopSoon() { thread_.join(); }

 private:
  std::thread thread_;
};

/// Holds a lock that another session's `wanting` has to wait for.
void hold_table(db::Session& session) {
  session.begin({});
  session.execute("INSERT INTO t VALUES (1)");
}

}  // namespace

TEST_CASE_TEMPLATE("limits: a statement that takes too long is cancelled", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->limit({.statement = milliseconds(100)});

  const db::SqlFailure failure = refusal_of(*session, Any::endless);

  CHECK(failure.message == "canceling statement due to statement timeout");
  CHECK(value_of(*session, "SELECT 1") == "1");
}

TEST_CASE_TEMPLATE("limits: a query that takes too long is cancelled", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->limit({.statement = milliseconds(100)});

  CHECK_THROWS_AS(session->query(Any::endless), db::SqlError);
}

TEST_CASE_TEMPLATE("limits: those of a transaction hold inside", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->begin({.statement = milliseconds(100)});

  CHECK(refusal_of(*session, Any::endless).message ==
        "canceling statement due to statement timeout");
}

TEST_CASE_TEMPLATE("limits: those of a transaction end with it", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->begin({.statement = milliseconds(50)});
  session->commit();

  CHECK_NOTHROW(session->execute(Any::slow));
}

TEST_CASE_TEMPLATE("limits: those of a transaction can be changed inside", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->begin({.statement = milliseconds(50)});
  session->limit({});

  CHECK_NOTHROW(session->execute(Any::slow));
}

TEST_CASE_TEMPLATE("limits: a reset lifts those outside a transaction", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto session = database.open();
  session->limit({.statement = milliseconds(50)});

  session->reset();

  CHECK_NOTHROW(session->execute(Any::slow));
}

TEST_CASE("limits: a table that PostgreSQL's others hold is waited for, then tried again") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto holder = database.open();
  holder->execute("CREATE TABLE t (n int)");
  hold_table(*holder);
  const auto session = database.open();
  session->begin({.lock = milliseconds(100)});

  const db::SqlFailure failure = refusal_of(*session, "ALTER TABLE t ADD m int");

  CHECK(failure.remedy == db::Remedy::try_again);
  CHECK(failure.code == "55P03");
}

TEST_CASE("limits: a file that SQLite's others hold is waited for, then tried again") {
  const contract::Sqlite database;
  const auto holder = database.open();
  holder->execute("CREATE TABLE t (n int)");
  hold_table(*holder);
  const auto session = database.open();

  try {
    session->begin({.lock = milliseconds(100)});
    FAIL("the lock was overlooked");
  } catch (const db::SqlError& error) {
    CHECK(error.failure().remedy == db::Remedy::try_again);
    CHECK(error.failure().code == "SQLITE_BUSY");
  }
  CHECK_FALSE(session->in_transaction());
}

TEST_CASE("limits: SQLite's journal mode is waited for too") {
  const contract::Sqlite database;
  const auto holder = database.open();
  holder->execute("CREATE TABLE t (n int)");
  hold_table(*holder);
  const auto session = database.open();

  std::thread soon([&] {
    std::this_thread::sleep_for(milliseconds(200));
    holder->commit();
  });
  CHECK_NOTHROW(session->execute("PRAGMA journal_mode = WAL"));
  soon.join();

  CHECK(value_of(*session, "PRAGMA journal_mode") == "wal");
}

TEST_CASE("limits: a migration's PRAGMA busy_timeout does not end SQLite's patience") {
  const contract::Sqlite database;
  const auto holder = database.open();
  holder->execute("CREATE TABLE t (n int)");
  hold_table(*holder);
  const auto session = database.open();
  session->execute("PRAGMA busy_timeout = 0");

  std::thread soon([&] {
    std::this_thread::sleep_for(milliseconds(200));
    holder->commit();
  });
  CHECK_NOTHROW(session->execute("INSERT INTO t VALUES (2)"));
  soon.join();
}

TEST_CASE_TEMPLATE("stop: a running statement is cancelled and rolled back", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  Any database;
  const auto session = database.open();
  session->execute("CREATE TABLE t (n int)");
  const auto before = steady_clock::now();

  session->begin({});
  session->execute("INSERT INTO t VALUES (1)");
  {
    const StopSoon soon(database.outside.stop);
    CHECK_THROWS_AS(session->execute(Any::endless), base::Stopped);
  }
  session->rollback();

  CHECK(steady_clock::now() - before < seconds(5));
  CHECK_FALSE(session->in_transaction());
  database.outside.stop.forget();
  CHECK(value_of(*database.open(), "SELECT count(*) FROM t") == "0");
}

TEST_CASE_TEMPLATE("stop: the signal is told", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  Any database;
  const auto session = database.open();
  const StopSoon soon(database.outside.stop);

  try {
    session->execute(Any::endless);
    FAIL("the signal was overlooked");
  } catch (const base::Stopped& stopped) {
    CHECK(stopped.signal() == SIGTERM);
  }
  database.outside.stop.forget();
}

TEST_CASE_TEMPLATE("stop: whoever waits for a lock is stopped too", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  Any database;
  const auto holder = database.open();
  holder->execute("CREATE TABLE t (n int)");
  holder->begin({});
  holder->execute("ALTER TABLE t ADD m int");
  const auto session = database.open();
  session->limit({.lock = seconds(60)});

  {
    const StopSoon soon(database.outside.stop);
    CHECK_THROWS_AS(session->execute("INSERT INTO t VALUES (1)"), base::Stopped);
  }
  database.outside.stop.forget();
}

TEST_CASE_TEMPLATE("stop: the lock is released after a signal", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  Any database;
  const auto session = database.open();
  CHECK(session->try_lock());
  const auto other = database.open();

  database.outside.stop.ask(SIGTERM);
  session->unlock();
  database.outside.stop.forget();

  CHECK(other->try_lock());
}
