#include "migrate/history.hpp"

#include "db/error.hpp"
#include "migrate/migration.hpp"
#include "migrate/version.hpp"
#include "support/fake_session.hpp"
#include "support/site.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using migrate::History;
using migrate::Migration;
using migrate::Progress;
using migrate::Version;
using std::chrono::milliseconds;
using support::Site;

namespace {

Migration migration(const std::string& version) {
  return {.version = Version(version), .name = "a", .up = {.checksum = "sum"}};
}

}  // namespace

TEST_CASE("history: without a table there is none, and nobody is asked") {
  Site site;
  site.database.server.history_exists = false;
  const support::FakeDatabase& database = site.database;
  support::FakeSession session(site.database);
  CHECK(History(session, site.driver()).read().empty());
  CHECK(database.journal().empty());
}

TEST_CASE("history: what is recorded is read") {
  Site site;
  const History history(site.session, site.driver());
  history.record(migration("0001"), {.measured = milliseconds(12)}, "app@pod-1");
  const migrate::Entry entry = history.read().at(0);
  CHECK(entry.version.text() == "0001");
  CHECK(entry.name == "a");
  CHECK(entry.checksum == "sum");
  CHECK(entry.applied_by == "app@pod-1");
  CHECK(entry.duration_ms == 12);
  CHECK(entry.progress == std::nullopt);
}

TEST_CASE("history: rows come in the order of their numbers") {
  Site site;
  const History history(site.session, site.driver());
  history.record(migration("10"), {.measured = milliseconds(1)}, "app");
  history.record(migration("9"), {.measured = milliseconds(1)}, "app");
  CHECK(history.read().at(0).version.text() == "9");
}

TEST_CASE("history: progress is kept with what was begun") {
  Site site;
  const History history(site.session, site.driver());
  history.record_begun(migration("1"), "app");
  CHECK(history.read().at(0).progress == Progress{});
  const Progress done{.statements_done = 3, .prefix = "abc"};
  history.update("1", done);
  CHECK(history.read().at(0).progress == done);
  const Progress begun{.statements_done = 3, .prefix = "abc", .begun = "17,18"};
  history.update("1", begun);
  CHECK(history.read().at(0).progress == begun);
}

TEST_CASE("history: begun before anything was done, and with nothing to look up, is kept") {
  Site site;
  const History history(site.session, site.driver());
  history.record_begun(migration("1"), "app");
  const Progress begun{.begun = ""};
  history.update("1", begun);
  CHECK(history.read().at(0).progress == begun);
}

TEST_CASE("history: a complete row has no progress, but the last checksum and duration") {
  Site site;
  const History history(site.session, site.driver());
  history.record_begun(migration("1"), "app");
  Migration edited = migration("1");
  edited.up.checksum = "new";
  history.complete("1", edited, milliseconds(30));
  const migrate::Entry entry = history.read().at(0);
  CHECK(entry.progress == std::nullopt);
  CHECK(entry.checksum == "new");
  CHECK(entry.duration_ms == 30);
}

TEST_CASE("history: a row that is gone can't be updated in silence") {
  Site site;
  const History history(site.session, site.driver());
  CHECK_THROWS_AS(history.update("1", Progress{}), db::SqlError);
  CHECK_THROWS_AS(history.complete("1", migration("1"), milliseconds(1)), db::SqlError);
}

TEST_CASE("history: it exists once it is made") {
  Site site;
  site.database.server.history_exists = false;
  support::FakeSession session(site.database);
  History history(session, site.driver());
  CHECK_FALSE(history.exists());
  history.create();
  CHECK(history.exists());
  CHECK(site.database.journal() == "create history");
}
