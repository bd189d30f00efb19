#include "migrate/prepare_history.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/error.hpp"
#include "migrate/history.hpp"
#include "support/caught.hpp"
#include "support/fake_session.hpp"
#include "support/site.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <ostream>  // IWYU pragma: keep

using std::chrono::minutes;
using std::chrono::seconds;
using support::Site;

namespace {

const db::SqlError denied({.message = "permission denied for schema public",
                           .code = "42501",
                           .remedy = db::Remedy::grant});

struct NewDatabase : Site {
  NewDatabase() {
    database.server.history_exists = false;
    job.wait_timeout = minutes(5);
  }

  void prepare() {
    support::FakeSession fresh(database);
    migrate::History history(fresh, driver());
    migrate::prepare_history(history, fresh, job, outside.world);
  }
};

}  // namespace

TEST_CASE("prepare_history: a table that is there is left alone") {
  NewDatabase site;
  site.database.server.history_exists = true;
  site.prepare();
  CHECK(site.database.journal().empty());
}

TEST_CASE("prepare_history: a missing table is made") {
  NewDatabase site;
  site.prepare();
  CHECK(site.database.journal() == "create history");
}

TEST_CASE("prepare_history: the schema that was named for it is made first") {
  NewDatabase site;
  site.job.target.history_schema = "Ops";
  site.prepare();
  CHECK(site.database.journal() == "CREATE SCHEMA IF NOT EXISTS \"Ops\" / create history");
}

TEST_CASE("prepare_history: a privilege that comes late is waited for") {
  NewDatabase site;
  site.database.when("create history", support::fail_with(denied), 3);
  site.prepare();
  CHECK(site.database.count("create history") == 4);
}

TEST_CASE("prepare_history: after ten seconds a missing privilege is final") {
  NewDatabase site;
  site.database.when("create history", support::fail_with(denied), 1000);
  const base::Error error = support::caught([&] { site.prepare(); });
  CHECK(error.exit() == base::Exit::refused);
  CHECK(error.diagnostic().headline ==
        "cannot create the history table history: permission denied for schema public");
  CHECK(error.diagnostic().notes.at(0) == "as app at postgresql://app@db/shop");
  CHECK(site.outside.clock.now() == base::Moment{} + seconds(10));
}

TEST_CASE("prepare_history: a wait-timeout below ten seconds ends the grace") {
  NewDatabase site;
  site.job.wait_timeout = seconds(2);
  site.database.when("create history", support::fail_with(denied), 1000);
  CHECK(support::caught([&] { site.prepare(); }).exit() == base::Exit::refused);
  CHECK(site.outside.clock.now() == base::Moment{} + seconds(2));
}

TEST_CASE("prepare_history: a wait for ever has the grace too") {
  NewDatabase site;
  site.job.wait_timeout = seconds(0);
  site.database.when("create history", support::fail_with(denied), 1000);
  CHECK(support::caught([&] { site.prepare(); }).exit() == base::Exit::refused);
}

TEST_CASE("prepare_history: a full disk is a matter of input and output") {
  NewDatabase site;
  site.database.when("create history",
                     support::fail_with(db::SqlError({.message = "database or disk is full",
                                                      .remedy = db::Remedy::mend_disk})));
  CHECK(support::caught([&] { site.prepare(); }).exit() == base::Exit::io);
}

TEST_CASE("prepare_history: without a schema to put it into, one must be named") {
  NewDatabase site;
  site.database.server.history_table.clear();
  const base::Error error = support::caught([&] { site.prepare(); });
  CHECK(error.exit() == base::Exit::configuration);
  CHECK(error.diagnostic().helps.at(0) == "name one: --history-table SCHEMA.TABLE");
}
