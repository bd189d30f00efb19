#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "contract/database.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "support/outside.hpp"
#include "support/unprivileged.hpp"

#include <doctest/doctest.h>

#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

using base::Exit;
using contract::value_of;
using db::Verdict;

namespace {

/// A session that shuts all others out, readers too, until it is reset.
std::unique_ptr<db::Session> shut_out(const contract::Database& database) {
  auto session = database.open();
  session->execute("CREATE TABLE t (n)");
  session->execute("PRAGMA locking_mode = EXCLUSIVE; INSERT INTO t VALUES (1)");
  return session;
}

}  // namespace

TEST_CASE("open: SQLite makes a file that is missing") {
  const contract::Sqlite database;

  const auto session = database.open();

  CHECK(std::filesystem::exists(database.path()));
}

TEST_CASE("open: a missing SQLite file is an empty database to whoever may not make it") {
  contract::Sqlite database;
  database.target.create = db::Create::no;

  const auto session = database.open();

  CHECK(value_of(*session, "SELECT count(*) FROM sqlite_master") == "0");
  CHECK(session->server().writable);
  CHECK(session->server().public_url == "sqlite:///" + database.path());
  CHECK_FALSE(session->server().history_exists);
  CHECK_FALSE(std::filesystem::exists(database.path()));
}

TEST_CASE("open: a missing SQLite file that could not be made is not writable") {
  contract::Sqlite database;
  database.target.create = db::Create::no;
  ::chmod(database.folder().path().c_str(), 0555);
  const support::Unprivileged nobody;

  CHECK_FALSE(database.open()->server().writable);
}

TEST_CASE("open: an empty file is an empty SQLite database") {
  const contract::Sqlite database;
  database.folder().write("app.db", "");

  CHECK_NOTHROW(database.open()->execute("CREATE TABLE t (n)"));
}

TEST_CASE("open: a name that begins as a URI is a SQLite file's name all the same") {
  contract::Sqlite database;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(database.folder().path());
  database.target.url.path = "file:app.db?mode=memory";

  const auto session = database.open();

  CHECK(std::filesystem::exists(database.folder() / "file:app.db?mode=memory"));
  std::filesystem::current_path(before);
}

TEST_CASE("open: SQLite's file is made where a link points") {
  contract::Sqlite database;
  database.target.url.path = database.folder() / "link.db";
  std::filesystem::create_symlink("app.db", database.target.url.path);

  const auto session = database.open();

  CHECK(std::filesystem::exists(database.folder() / "app.db"));
}

TEST_CASE("open: SQLite does not make folders") {
  contract::Sqlite database;
  database.target.url.path = database.folder() / "none/app.db";

  const db::ConnectFailure failure = database.refusal();

  CHECK(failure.verdict == Verdict::fatal);
  CHECK(failure.exit == Exit::configuration);
  CHECK(failure.message ==
        "there is no folder \"" + (database.folder() / "none") + "\" for the database");
}

TEST_CASE("open: a missing folder is no empty SQLite database") {
  contract::Sqlite database;
  database.target.create = db::Create::no;
  database.target.url.path = database.folder() / "none/app.db";

  CHECK(database.refusal().exit == Exit::configuration);
}

TEST_CASE("open: a folder in the place of SQLite's file is told apart") {
  contract::Sqlite database;
  database.target.url.path = database.folder().path().string();

  const db::ConnectFailure failure = database.refusal();

  CHECK(failure.verdict == Verdict::fatal);
  CHECK(failure.exit == Exit::configuration);
  CHECK(failure.message == "\"" + database.path() + "\" is a folder");
}

TEST_CASE("open: a file that is no SQLite database is told apart") {
  const contract::Sqlite database;
  database.folder().write("app.db", std::string(5000, 'x'));

  const db::ConnectFailure failure = database.refusal();

  CHECK(failure.verdict == Verdict::fatal);
  CHECK(failure.exit == Exit::configuration);
  CHECK(failure.message == "\"" + database.path() + "\" is not a SQLite database");
}

TEST_CASE("open: a SQLite file that may not be written is told apart") {
  const contract::Sqlite database;
  database.folder().write("app.db", "");
  ::chmod(database.path().c_str(), 0444);
  const support::Unprivileged nobody;

  const db::ConnectFailure failure = database.refusal();

  CHECK(failure.verdict == Verdict::fatal);
  CHECK(failure.exit == Exit::refused);
  CHECK(failure.message == "no permission to write \"" + database.path() + "\"");
}

TEST_CASE("open: a SQLite file in a folder that may not be written is told apart") {
  const contract::Sqlite database;
  database.folder().write("app.db", "");
  ::chmod(database.path().c_str(), 0666);
  ::chmod(database.folder().path().c_str(), 0555);
  const support::Unprivileged nobody;

  const db::ConnectFailure failure = database.refusal();

  CHECK(failure.exit == Exit::refused);
  CHECK(failure.message == "no permission to write \"" + database.folder().path().string() + "\"");
}

TEST_CASE("open: a SQLite file that may not be read is told apart") {
  contract::Sqlite database;
  database.target.create = db::Create::no;
  database.folder().write("app.db", "");
  ::chmod(database.path().c_str(), 0);
  const support::Unprivileged nobody;

  CHECK(database.refusal().exit == Exit::refused);
}

TEST_CASE("open: a SQLite file that may not be written can be looked at") {
  contract::Sqlite database;
  database.open()->execute("CREATE TABLE t (n); INSERT INTO t VALUES (1)");
  ::chmod(database.path().c_str(), 0444);
  database.target.create = db::Create::no;
  const support::Unprivileged nobody;

  const auto session = database.open();

  CHECK_FALSE(session->server().writable);
  CHECK(value_of(*session, "SELECT n FROM t") == "1");
  CHECK(contract::refusal_of(*session, "DELETE FROM t").remedy == db::Remedy::grant);
}

TEST_CASE("open: a locked SQLite file is waited for, and may be free the next time") {
  const contract::Sqlite database;
  const auto holder = shut_out(database);
  const support::FakeOutside outside;
  constexpr auto patience = std::chrono::milliseconds(100);

  try {
    const auto session = database.driver().open(database.target, outside.world, patience);
    FAIL("the lock was overlooked");
  } catch (const db::ConnectError& error) {
    CHECK(error.failure().verdict == Verdict::transient);
    CHECK(error.failure().exit == Exit::lock_timeout);
    CHECK(error.failure().message == "\"" + database.path() + "\" is locked by another process");
  }

  CHECK(outside.clock.now() == base::Moment{} + patience);
}

TEST_CASE("open: a locked SQLite file is opened as soon as it is free") {
  const contract::Sqlite database;
  const auto holder = shut_out(database);
  support::FakeOutside outside;
  outside.clock.on_rest = [&] {
    if (outside.clock.rests.size() == 3) holder->reset();
  };

  const auto session =
      database.driver().open(database.target, outside.world, std::chrono::minutes(1));

  CHECK(value_of(*session, "SELECT n FROM t") == "1");
  CHECK(outside.clock.rests.size() == 3);
}

TEST_CASE("open: whoever waits for a locked SQLite file is stopped by a signal") {
  const contract::Sqlite database;
  const auto holder = shut_out(database);
  support::FakeOutside outside;
  outside.clock.on_rest = [&] { outside.stop.ask(SIGTERM); };

  CHECK_THROWS_AS(static_cast<void>(database.driver().open(database.target, outside.world,
                                                           std::chrono::minutes(1))),
                  base::Stopped);
}
