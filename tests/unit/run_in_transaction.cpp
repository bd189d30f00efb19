#include "migrate/run_in_transaction.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "migrate/standing.hpp"
#include "migrate/workshop.hpp"
#include "report/event.hpp"
#include "support/caught.hpp"
#include "support/fake_session.hpp"
#include "support/site.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <ostream>  // IWYU pragma: keep
#include <vector>

using std::chrono::milliseconds;
using std::chrono::seconds;
using support::Site;

namespace {

const db::SqlError locked({.message = "canceling statement due to lock timeout",
                           .code = "55P03",
                           .remedy = db::Remedy::try_again});

/// All of the site's migrations in one transaction.
void run(Site& site) {
  const migrate::Workshop shop = site.shop();
  const std::vector<migrate::Step> steps = site.steps();
  site.outcome.pending = steps.size();
  migrate::run_in_transaction(shop, {.steps = steps, .first = 1, .total = steps.size()});
}

base::Error refusal(Site& site) {
  return support::caught([&] { run(site); });
}

}  // namespace

TEST_CASE("run_in_transaction: statements and their row are committed together") {
  Site site;
  site.file("1_a.sql", "CREATE TABLE a (i int);\nINSERT INTO a VALUES (1);");
  run(site);
  CHECK(site.database.journal() ==
        "reset / BEGIN / CREATE TABLE a (i int) / INSERT INTO a VALUES (1) / reset / keep lock / "
        "record 1 / COMMIT / reset");
  CHECK(site.database.history.contains("1"));
}

TEST_CASE("run_in_transaction: what is refused late is drawn where it stands") {
  Site site;
  site.file("1_a.sql", "SELECT 1;\nSELECT 2;\nSELECT 3;");
  site.database.when("COMMIT", support::fail_with(db::SqlError({.message = "no", .posted = 1})));
  const base::Error error = refusal(site);
  CHECK(support::where(error) == "1_a.sql:2:1");
  CHECK(site.database.history.empty());
}

TEST_CASE("run_in_transaction: what is refused late and is no statement is the end's") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.database.when("COMMIT", support::fail_with(db::SqlError({.message = "no"})));
  CHECK(refusal(site).diagnostic().headline == "PostgreSQL refused 1_a.sql at its end: no");
}

TEST_CASE("run_in_transaction: a lock that turns out to be lost is told as that") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.database.when("COMMIT", support::fail_with(db::LockLost()));
  CHECK(refusal(site).exit() == base::Exit::lock_timeout);
  CHECK(site.database.history.empty());
}

TEST_CASE("run_in_transaction: it is told before, and as applied after the commit") {
  Site site;
  site.file("1_a.sql", "");
  site.database.when("COMMIT", [&] { CHECK(site.reporter.all<report::Applied>().empty()); });
  run(site);
  CHECK(site.reporter.all<report::Applying>().at(0).migration == report::Name{"1", "a"});
  CHECK(site.reporter.all<report::Applied>().size() == 1);
  CHECK(site.outcome.done.at(0) == migrate::Deed{migrate::Act::apply, {"1", "a"}});
  CHECK(site.outcome.total_applied == 1);
  CHECK(site.outcome.pending == 0);
}

TEST_CASE("run_in_transaction: an empty migration is recorded") {
  Site site;
  site.file("1_a.sql", "-- nothing");
  run(site);
  CHECK(site.database.journal() == "reset / BEGIN / reset / keep lock / record 1 / COMMIT / reset");
}

TEST_CASE("run_in_transaction: its limits are the job's, or its own") {
  Site site;
  site.job.statement_timeout = seconds(60);
  site.file("1_a.sql", "SELECT 1;");
  run(site);
  CHECK(site.session.last_limits == db::Limits{.lock = seconds(5), .statement = seconds(60)});
  Site other;
  other.job.statement_timeout = seconds(60);
  other.file("1_a.sql", "-- migrexec: statement-timeout=10s\nSELECT 1;");
  run(other);
  CHECK(other.session.last_limits.statement == seconds(10));
}

TEST_CASE("run_in_transaction: the wrapper's BEGIN and COMMIT are skipped") {
  Site site;
  site.file("1_a.sql", "BEGIN;\nSELECT 1;\nCOMMIT;");
  run(site);
  CHECK(site.database.journal() ==
        "reset / BEGIN / SELECT 1 / reset / keep lock / record 1 / COMMIT / reset");
}

TEST_CASE("run_in_transaction: what the wrapper's BEGIN asks for is asked") {
  Site site;
  site.file("1_a.sql", "BEGIN ISOLATION LEVEL SERIALIZABLE;\nSELECT 1;\nCOMMIT;");
  run(site);
  CHECK(site.database.count("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE") == 1);
}

TEST_CASE("run_in_transaction: SQLite's kind of BEGIN asks for nothing") {
  Site site(db::Engine::sqlite);
  site.file("1_a.sql", "BEGIN EXCLUSIVE;\nSELECT 1;\nCOMMIT;");
  run(site);
  CHECK(site.database.journal() ==
        "reset / BEGIN / SELECT 1 / reset / keep lock / record 1 / COMMIT / reset");
}

TEST_CASE("run_in_transaction: COPY gets its data") {
  Site site;
  site.file("1_a.sql", "COPY a FROM stdin;\n1\n2\n\\.\nSELECT 1;");
  run(site);
  CHECK(site.database.count("COPY a FROM stdin <- 1\n2\n") == 1);
  CHECK(site.database.count("SELECT 1") == 1);
}

TEST_CASE("run_in_transaction: a refused statement rolls all of it back") {
  Site site;
  site.file("1_a.sql", "CREATE TABLE a (i int);\nSELEKT 1;");
  site.database.when(
      "SELEKT",
      support::fail_with(db::SqlError({.message = "syntax error", .code = "42601", .offset = 0})));
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::migration_failed);
  CHECK(support::where(error) == "1_a.sql:2:1");
  CHECK(error.diagnostic().notes.at(0) ==
        "the migration was rolled back, 0 of 1 migration is applied");
  CHECK(site.database.journal() == "reset / BEGIN / CREATE TABLE a (i int) / SELEKT 1 / ROLLBACK");
  CHECK(site.outcome.done.empty());
}

TEST_CASE("run_in_transaction: a constraint that is checked at the COMMIT has no place") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.database.when("COMMIT", support::fail_with(db::SqlError({.message = "violates"})));
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::migration_failed);
  CHECK(error.diagnostic().headline == "PostgreSQL refused 1_a.sql at its end: violates");
}

TEST_CASE("run_in_transaction: a statement that could not get its lock is tried again") {
  Site site;
  site.file("1_a.sql", "ALTER TABLE a ADD b int;");
  site.database.when("ALTER TABLE", support::fail_with(locked), 2);
  run(site);
  CHECK(site.database.count("ALTER TABLE a ADD b int") == 3);
  CHECK(site.database.count("ROLLBACK") == 2);
  CHECK(site.database.count("COMMIT") == 1);
  CHECK(site.reporter.all<report::Retrying>().size() == 2);
}

TEST_CASE("run_in_transaction: a lock that is never free ends it after the lock timeout") {
  Site site;
  site.file("1_a.sql", "ALTER TABLE a ADD b int;");
  site.database.when("ALTER TABLE", support::fail_with(locked), 100'000);
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::lock_timeout);
  CHECK(site.outside.clock.now() == base::Moment{} + site.job.lock_timeout);
  CHECK(error.diagnostic().helps.at(0) ==
        "look who holds the lock on the table, or raise --lock-timeout or --ddl-lock-timeout");
}

TEST_CASE("run_in_transaction: a full disk is a matter of input and output") {
  Site site(db::Engine::sqlite);
  site.file("1_a.sql", "SELECT 1;");
  site.database.when("SELECT 1",
                     support::fail_with(db::SqlError({.remedy = db::Remedy::mend_disk})));
  CHECK(refusal(site).exit() == base::Exit::io);
}

TEST_CASE("run_in_transaction: a migration that loses the lock to somebody is rolled back") {
  Site site;
  site.file("1_a.sql", "DISCARD PLANS;");
  site.database.keeps_lock = false;
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::lock_timeout);
  CHECK(error.diagnostic().headline == "another process took the migration lock while 1_a ran");
  CHECK(site.database.count("ROLLBACK") == 1);
  CHECK(site.database.history.empty());
}

TEST_CASE("run_in_transaction: a file that changed since it was read is rolled back") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.folder.write("1_a.sql", "SELECT 2;");
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline.ends_with("changed while it was applied"));
  CHECK(site.database.history.empty());
}

TEST_CASE("run_in_transaction: SQLite's foreign keys are checked before the row is written") {
  Site site(db::Engine::sqlite);
  site.file("1_a.sql", "-- migrexec: foreign-keys=off\nDROP TABLE a;");
  site.database.answer("pragma_foreign_key_check", {{"b", "1", "a", "0"}});
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::migration_failed);
  CHECK(error.diagnostic().headline ==
        "SQLite refused 1_a.sql at its end: foreign keys are violated");
  CHECK(site.database.history.empty());
}

TEST_CASE("run_in_transaction: several share one transaction, each with its row and limits") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.file("2_b.sql", "SELECT 2;");
  run(site);
  CHECK(site.database.journal() ==
        "reset / BEGIN / SELECT 1 / reset / record 1 / limit / SELECT 2 / reset / "
        "keep lock / record 2 / COMMIT / reset");
  CHECK(site.outcome.total_applied == 2);
}

TEST_CASE("run_in_transaction: of several the last may undo all") {
  Site site;
  site.file("1_a.sql", "SELECT 1;");
  site.file("2_b.sql", "SELECT 2;");
  site.database.when("SELECT 2", support::fail_with(db::SqlError({.message = "no"})));
  const base::Error error = refusal(site);
  CHECK(error.diagnostic().headline == "PostgreSQL refused 2_b.sql");
  CHECK(error.diagnostic().notes.at(0) ==
        "both migrations of the transaction were rolled back, 0 of 2 migrations are applied");
  CHECK(site.database.history.empty());
  CHECK(site.reporter.all<report::Applied>().empty());
}
