#include "migrate/engine.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "migrate/plan.hpp"
#include "migrate/survey.hpp"
#include "report/event.hpp"
#include "support/caught.hpp"
#include "support/fake_session.hpp"
#include "support/site.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <ostream>  // IWYU pragma: keep
#include <string>

using support::Site;

namespace {

const db::ConnectionLost gone("server closed the connection");

base::Error refusal(Site& site) {
  return support::caught([&] { site.carry_out(); });
}

/// The transactions and what stands alone, without what keeps the session clean.
std::string outline(const Site& site) {
  std::string text = site.database.journal();
  for (const std::string noise : {"reset / ", "keep lock / ", "limit / ", "as owner / "}) {
    for (auto at = text.find(noise); at != std::string::npos; at = text.find(noise))
      text.erase(at, noise.size());
  }
  return text;
}

}  // namespace

TEST_CASE("engine: where nothing is pending no lock is taken") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.carry_out();
  site.database.forget();
  site.carry_out();
  CHECK(site.database.journal() == "connect / read history");
  CHECK(site.reporter.all<report::NothingPending>().at(0) ==
        report::NothingPending{.applied = 1, .current = "1"});
}

TEST_CASE("engine: without migrations an empty database is left alone") {
  Site site;
  site.database.server.history_exists = false;
  site.carry_out();
  CHECK(site.database.journal() == "connect");
  CHECK(site.reporter.all<report::NothingPending>().at(0).current.empty());
}

TEST_CASE("engine: the lock comes before the history table, and it is read again") {
  Site site;
  site.database.server.history_exists = false;
  site.file("1_a.sql", "SELECT 1;");
  site.carry_out();
  CHECK(outline(site) ==
        "connect / lock / create history / read history / BEGIN / SELECT 1 / record 1 / COMMIT / "
        "unlock");
}

TEST_CASE("engine: what another process applied meanwhile is not applied again") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.database.when("lock", [&] {
    site.database.history["1"] = {"1", "a", site.migrations[0].up.checksum, "", "", "0", {}, {},
                                  {},  {}};
  });
  site.carry_out();
  CHECK(outline(site) == "connect / read history / lock / read history / unlock");
  CHECK(site.outcome.done.empty());
}

TEST_CASE("engine: every migration has a transaction of its own") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.file("2_b.sql", "SELECT 2;");
  site.carry_out();
  CHECK(outline(site) ==
        "connect / read history / lock / read history / BEGIN / SELECT 1 / record 1 / COMMIT / "
        "BEGIN / SELECT 2 / record 2 / COMMIT / unlock");
  const auto told = site.reporter.all<report::Applying>();
  CHECK(told.at(1).number == 2);
  CHECK(told.at(1).total == 2);
}

TEST_CASE("engine: all in one transaction is split around what runs outside one") {
  Site site;
  site.job.grouping = migrate::Grouping::all;
  site.file("1_a.sql", "SELECT 1;");
  site.file("2_b.sql", "SELECT 2;");
  site.file("3_c.sql", "VACUUM;");
  site.file("4_d.sql", "SELECT 4;");
  site.file("5_e.sql", "SELECT 5;");
  site.carry_out();
  CHECK(outline(site) ==
        "connect / read history / lock / read history / "
        "BEGIN / SELECT 1 / record 1 / SELECT 2 / record 2 / COMMIT / "
        "BEGIN / begin record 3 / COMMIT / BEGIN / begun after 0 / COMMIT / VACUUM / "
        "BEGIN / done 1 / COMMIT / BEGIN / complete 3 / COMMIT / "
        "BEGIN / SELECT 4 / record 4 / SELECT 5 / record 5 / COMMIT / unlock");
  CHECK(site.reporter.all<report::Applying>().at(4).number == 5);
}

TEST_CASE("engine: all in one transaction is split around what can't be put back in one") {
  Site site(db::Engine::sqlite);
  site.job.grouping = migrate::Grouping::all;
  site.file("1_a.sql", "SELECT 1;");
  site.file("2_b.sql", "PRAGMA recursive_triggers=ON; SELECT 2;");
  site.file("3_c.sql", "SELECT 3;");
  site.carry_out();
  CHECK(site.database.count("COMMIT") == 3);
}

TEST_CASE("engine: a refused migration leaves the ones before it applied") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.file("2_b.sql", "SELECT 2;");
  site.file("3_c.sql", "SELECT 3;");
  site.database.when("SELECT 2", support::fail_with(db::SqlError({.message = "no"})));
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::migration_failed);
  CHECK(error.diagnostic().notes.at(0) ==
        "the migration was rolled back, 1 of 3 migrations are applied");
  CHECK(site.database.count("unlock") == 1);
  CHECK(site.outcome.done.size() == 1);
  CHECK(site.outcome.pending == 2);
}

TEST_CASE("engine: a conflict is told before the lock is taken") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.carry_out();
  site.database.forget();
  site.file("1_a.sql", "SELECT 2;");
  CHECK(refusal(site).exit() == base::Exit::migrations_unusable);
  CHECK(site.database.count("lock") == 0);
}

TEST_CASE("engine: a target is where it stops") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.file("2_b.sql", "SELECT 2;");
  site.policy.target = "+1";
  site.carry_out();
  CHECK(site.outcome.done.size() == 1);
  CHECK(site.outcome.pending == 1);
}

TEST_CASE("engine: after a lost connection the lock is taken before anything is looked up") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.database.when("SELECT 1", support::fail_with(gone));
  site.carry_out();
  CHECK(outline(site).ends_with(
      "ROLLBACK / unlock / connect / lock / read history / BEGIN / SELECT 1 / record 1 / COMMIT / "
      "unlock"));
  CHECK(site.reporter.all<report::ConnectionLost>().at(0).reason == "server closed the connection");
}

TEST_CASE("engine: a COMMIT that went through before the connection did is believed") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.database.when("committed", support::fail_with(gone));
  site.carry_out();
  CHECK(site.database.count("SELECT 1") == 1);
  CHECK(site.database.history.contains("1"));
  CHECK(site.outcome.total_applied == 1);
  CHECK(site.outcome.done.size() == 1);
  CHECK(site.reporter.all<report::Applied>().size() == 1);
}

TEST_CASE("engine: a history that may not be read is a refusal, not a bug of ours") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.database.when(
      "read history",
      support::fail_with(db::SqlError(
          {.message = "permission denied for table history", .remedy = db::Remedy::grant})));
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::refused);
  CHECK(error.diagnostic().headline ==
        "the history table history cannot be used: permission denied for table history");
}

TEST_CASE("engine: a COMMIT that did not go through is made again") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.database.when("COMMIT", support::fail_with(gone));
  site.carry_out();
  CHECK(site.database.count("SELECT 1") == 2);
  CHECK(site.database.history.contains("1"));
}

TEST_CASE("engine: a migration that takes the server with it three times is given up") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.database.when("SELECT 1", support::fail_with(gone), 100);
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::unavailable);
  CHECK(error.diagnostic().headline == "the connection to the database was lost 3 times in a row");
  CHECK(site.database.count("connect") == 3);
}

TEST_CASE("engine: losses between which something got done are not counted together") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.file("2_b.sql", "SELECT 2;");
  site.database.when("SELECT 1", support::fail_with(gone), 2);
  site.database.when("SELECT 2", support::fail_with(gone), 2);
  site.carry_out();
  CHECK(site.outcome.total_applied == 2);
}

TEST_CASE("engine: a connection that is lost before the lock counts as well") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.database.when("read history", support::fail_with(gone), 100);
  CHECK(refusal(site).exit() == base::Exit::unavailable);
}

TEST_CASE("engine: a signal between two migrations ends it, and the lock is given back") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.file("2_b.sql", "SELECT 2;");
  site.database.when("committed", [&] { site.outside.stop.ask(SIGTERM); });
  CHECK_THROWS_AS(site.carry_out(), base::Stopped);
  CHECK(site.database.count("SELECT 2") == 0);
  CHECK(site.database.count("unlock") == 1);
  CHECK(site.outcome.done.size() == 1);
}

TEST_CASE("engine: without anybody's transactions every file is run statement by statement") {
  Site site;
  site.job.grouping = migrate::Grouping::none;
  site.file("1_a.sql", "SELECT 1; VACUUM;");
  site.carry_out();
  CHECK(outline(site).find("BEGIN / SELECT 1 / done 1 / COMMIT") != std::string::npos);
  CHECK(site.database.history.contains("1"));
}
