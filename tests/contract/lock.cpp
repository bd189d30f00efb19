#include "contract/database.hpp"
#include "db/session.hpp"
#include "support/child.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

using contract::value_of;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

/// A PostgreSQL server needs a moment to notice that a client is gone.
bool locked_soon(db::Session& session) {
  const auto end = steady_clock::now() + seconds(2);
  while (!session.try_lock()) {
    if (steady_clock::now() > end) return false;
    std::this_thread::sleep_for(milliseconds(20));
  }
  return true;
}

std::string note_of(const contract::Sqlite& database) {
  return database.path() + "-migrexec-lock";
}

}  // namespace

TEST_CASE_TEMPLATE("lock: one session has it at a time", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto first = database.open();
  const auto second = database.open();

  CHECK(first->try_lock());
  CHECK_FALSE(second->try_lock());
  first->unlock();
  CHECK(second->try_lock());
}

TEST_CASE_TEMPLATE("lock: it is free when its session has ended", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  auto first = database.open();
  const auto second = database.open();
  CHECK(first->try_lock());

  first.reset();

  CHECK(locked_soon(*second));
}

TEST_CASE_TEMPLATE("lock: it is free when its holder was killed", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  std::unique_ptr<db::Session> held;
  support::Child holder([&] {
    held = database.open();
    if (!held->try_lock()) throw std::runtime_error("not free");
  });
  const auto session = database.open();
  CHECK_FALSE(session->try_lock());

  holder.kill();

  CHECK(locked_soon(*session));
}

TEST_CASE_TEMPLATE("lock: unlocking what is not locked does nothing", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto first = database.open();
  const auto second = database.open();
  CHECK(first->try_lock());

  second->unlock();

  CHECK_FALSE(second->try_lock());
}

TEST_CASE_TEMPLATE("lock: keeping it does not take it twice", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto first = database.open();
  const auto second = database.open();
  CHECK(first->try_lock());

  CHECK(first->keep_lock());
  CHECK(first->keep_lock());
  first->unlock();

  CHECK(second->try_lock());
}

TEST_CASE_TEMPLATE("lock: it outlives a reset", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto first = database.open();
  const auto second = database.open();
  CHECK(first->try_lock());
  // Enough for SQLite to open its file anew.
  first->execute("CREATE TEMP TABLE t (n int)");

  first->reset();

  CHECK_FALSE(second->try_lock());
  CHECK(first->keep_lock());
}

TEST_CASE_TEMPLATE("lock: it outlives a transaction that was rolled back", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto first = database.open();
  const auto second = database.open();
  first->begin({});
  CHECK(first->try_lock());
  first->rollback();

  CHECK_FALSE(second->try_lock());
}

TEST_CASE_TEMPLATE("lock: who waits can tell who has it", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  Any database;
  database.target.application_name = "migrexec/pod-1";
  const auto first = database.open();
  const auto second = database.open();
  CHECK(first->try_lock());

  const std::string holder = second->lock_holder();

  CHECK(holder.starts_with("pid "));
  CHECK(holder.find("(migrexec/pod-1)") != std::string::npos);
  CHECK(holder.find("since ") != std::string::npos);
  CHECK(holder.ends_with(" UTC"));
}

TEST_CASE_TEMPLATE("lock: nobody has it, nobody is told", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto first = database.open();
  const auto second = database.open();
  CHECK(second->lock_holder().empty());
  CHECK(first->try_lock());

  first->unlock();

  CHECK(second->lock_holder().empty());
}

TEST_CASE_TEMPLATE("lock: the application reads and writes meanwhile", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto application = database.open();
  application->execute("CREATE TABLE t (n int)");
  const auto session = database.open();
  CHECK(session->try_lock());

  CHECK_NOTHROW(application->execute("INSERT INTO t VALUES (1)"));

  CHECK(value_of(*application, "SELECT n FROM t") == "1");
  CHECK(session->keep_lock());
}

TEST_CASE("lock: SQLite's holder leaves no note behind") {
  const contract::Sqlite database;
  const auto session = database.open();
  CHECK(session->try_lock());
  CHECK(std::filesystem::exists(note_of(database)));

  session->unlock();

  CHECK_FALSE(std::filesystem::exists(note_of(database)));
}

TEST_CASE("lock: the note of SQLite's holder is one short line, whatever it holds") {
  const contract::Sqlite database;
  const auto first = database.open();
  const auto second = database.open();
  CHECK(first->try_lock());

  std::ofstream(note_of(database)) << "\x1b[31mred\n" << std::string(1000, 'x');

  CHECK(second->lock_holder() == "[31mred" + std::string(191, 'x'));
}

TEST_CASE("lock: without a note SQLite's holder is another process") {
  const contract::Sqlite database;
  const auto first = database.open();
  const auto second = database.open();
  CHECK(first->try_lock());

  std::filesystem::remove(note_of(database));

  CHECK(second->lock_holder() == "another process");
}

TEST_CASE("lock: the note of a SQLite holder that was killed is not believed") {
  const contract::Sqlite database;
  const auto first = database.open();
  std::ofstream(note_of(database)) << "pid 1 (somebody else), since 00:00:00 UTC\n";

  CHECK(first->lock_holder().empty());
  CHECK(first->try_lock());

  CHECK(database.open()->lock_holder().starts_with("pid " + std::to_string(::getpid())));
}

TEST_CASE("lock: a SQLite file is the same by another name") {
  contract::Sqlite database;
  const auto first = database.open();
  CHECK(first->try_lock());
  const std::string link = database.folder() / "link.db";
  std::filesystem::create_symlink(database.path(), link);
  database.target.url.path = link;
  const auto second = database.open();

  CHECK_FALSE(second->try_lock());
  CHECK(second->lock_holder().starts_with("pid "));
}

TEST_CASE("lock: nobody else can see a database in SQLite's memory") {
  contract::Sqlite database;
  database.target.url.path = ":memory:";
  const auto first = database.open();
  const auto second = database.open();

  CHECK(first->try_lock());
  CHECK(second->try_lock());
  CHECK(first->keep_lock());
}

TEST_CASE("lock: PostgreSQL's DISCARD ALL drops it, keeping takes it again") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto first = database.open();
  const auto second = database.open();
  CHECK(first->try_lock());
  first->execute("DISCARD ALL");

  CHECK(first->keep_lock());

  CHECK_FALSE(second->try_lock());
}

TEST_CASE("lock: PostgreSQL's can't be kept if somebody was faster") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto first = database.open();
  const auto second = database.open();
  CHECK(first->try_lock());
  first->execute("SELECT pg_advisory_unlock_all()");
  CHECK(second->try_lock());

  CHECK_FALSE(first->keep_lock());
}

TEST_CASE("lock: PostgreSQL's histories do not shut each other out") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  const auto first = database.open();
  database.target.history_name = "another_history";
  const auto second = database.open();

  CHECK(first->try_lock());
  CHECK(second->try_lock());
}

TEST_CASE("lock: a killed PostgreSQL holder's is free although its statement went on") {
  if (!contract::Postgres::here()) return;
  const contract::Postgres database;
  const auto session = database.open();
  std::unique_ptr<db::Session> held;
  support::Child holder([&] {
    held = database.open();
    if (!held->try_lock()) throw std::runtime_error("not free");
    std::thread([&] { held->execute(contract::Postgres::endless); }).detach();
    std::this_thread::sleep_for(milliseconds(300));
  });
  CHECK_FALSE(session->try_lock());

  holder.kill();

  CHECK(locked_soon(*session));
}
