#include "base/error.hpp"
#include "base/exit.hpp"
#include "contract/database.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/url.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <string>

using base::Exit;
using db::Verdict;

TEST_CASE_TEMPLATE("open: the server is what was asked for", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;

  const auto session = database.open();
  const db::Server& server = session->server();

  CHECK(server.public_url == db::to_public_text(database.target.url));
  CHECK_FALSE(server.engine.empty());
  CHECK_FALSE(server.version.empty());
  CHECK_FALSE(server.user.empty());
  CHECK(server.writable);
  CHECK_FALSE(server.pooled);
  CHECK_FALSE(server.history_exists);
}

TEST_CASE_TEMPLATE("open: two sessions do not disturb each other", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  const Any database;
  const auto first = database.open();
  const auto second = database.open();
  first->execute("CREATE TEMP TABLE t (n int)");

  CHECK_THROWS_AS(second->execute("SELECT * FROM t"), db::SqlError);
}

TEST_CASE_TEMPLATE("open: a signal ends every call that is not cleaning up", Any, EVERY_DATABASE) {
  if (!Any::here()) return;
  Any database;
  const auto session = database.open();
  database.outside.stop.ask(SIGINT);

  CHECK_THROWS_AS(session->execute("SELECT 1"), base::Stopped);
  database.outside.stop.forget();
}

TEST_CASE("open: PostgreSQL's wrong password is refused after a grace") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  database.target.url.user = database.make_role("secret");
  database.target.url.password = "wrong";

  const db::ConnectFailure failure = database.refusal();

  CHECK(failure.verdict == Verdict::fatal_after_grace);
  CHECK(failure.exit == Exit::refused);
  CHECK(failure.code == "28P01");
  CHECK(failure.message.find("wrong") == std::string::npos);
}

TEST_CASE("open: PostgreSQL's missing database is refused after a grace") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  database.target.url.database = "migrexec_contract_none";

  const db::ConnectFailure failure = database.refusal();

  CHECK(failure.verdict == Verdict::fatal_after_grace);
  CHECK(failure.exit == Exit::refused);
  CHECK(failure.code == "3D000");
}

TEST_CASE("open: PostgreSQL's refused port is waited for") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  database.target.url.hosts = {{.host = "127.0.0.1", .port = "1"}};

  const db::ConnectFailure failure = database.refusal();

  CHECK(failure.verdict == Verdict::transient);
  CHECK(failure.exit == Exit::unavailable);
}

TEST_CASE("open: a role that PostgreSQL does not know is refused after a grace") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  database.target.role = "migrexec_contract_none";

  const db::ConnectFailure failure = database.refusal();

  CHECK(failure.verdict == Verdict::fatal_after_grace);
  CHECK(failure.exit == Exit::refused);
}

TEST_CASE("open: PostgreSQL's public URL keeps the password to itself") {
  if (!contract::Postgres::here()) return;
  contract::Postgres database;
  database.target.url.user = database.make_role("hidden-from-you");
  database.target.url.password = "hidden-from-you";

  CHECK(database.open()->server().public_url.find("hidden-from-you") == std::string::npos);
}
