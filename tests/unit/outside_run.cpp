#include "migrate/outside_run.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "migrate/history.hpp"
#include "migrate/run_outside.hpp"
#include "migrate/standing.hpp"
#include "migrate/workshop.hpp"
#include "report/event.hpp"
#include "support/caught.hpp"
#include "support/fake_session.hpp"
#include "support/site.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>
#include <utility>

using support::Site;

namespace {

void run(Site& site) {
  const migrate::Workshop shop = site.shop();
  const migrate::Step step = site.steps().at(0);
  migrate::run_outside(shop, step, 1, 1);
}

base::Error refusal(Site& site) {
  return support::caught([&] { run(site); });
}

std::string none(std::string_view statements) {
  return "-- migrexec: transaction=none\n" + std::string(statements);
}

constexpr std::string_view create_index = "CREATE INDEX CONCURRENTLY i ON a (i)";

/// Builds an index; the catalog shows `indexes` when it is asked what is there afterwards.
struct IndexSite : Site {
  explicit IndexSite(db::Rows indexes = {}) {
    file("1_a.sql", std::string(create_index) + ";");
    database.answer("string_agg", {{"17"}});
    database.answer("current_setting('lock_timeout')", {{"5s"}});
    database.answer("indisvalid", std::move(indexes));
  }
  [[nodiscard]] std::ptrdiff_t builds() const { return database.count(create_index); }
};

const db::SqlError wrong({.message = "could not create unique index", .code = "23505"});
const db::SqlError deadlock({.message = "deadlock detected",
                             .code = "40P01",
                             .remedy = db::Remedy::try_again});
const db::ConnectionLost gone("server closed the connection");

}  // namespace

TEST_CASE("outside_run: what can't be in a transaction is marked as begun, then as done") {
  Site site;
  site.file("1_a.sql", "VACUUM;");
  run(site);
  CHECK(site.database.journal() ==
        "reset / limit / BEGIN / keep lock / begin record 1 / COMMIT / "
        "BEGIN / as owner / begun after 0 / COMMIT / VACUUM / "
        "keep lock / BEGIN / as owner / done 1 / COMMIT / "
        "keep lock / BEGIN / as owner / complete 1 / COMMIT / reset");
}

TEST_CASE("outside_run: an index is built without a lock timeout, which comes back") {
  IndexSite site;
  run(site);
  CHECK(site.database.journal().find("SET lock_timeout = 0 / " + std::string(create_index) +
                                     " / SET lock_timeout = '5s'") != std::string::npos);
}

TEST_CASE("outside_run: the indexes that were there are noted before one is built") {
  IndexSite site;
  site.database.when(std::string(create_index), support::fail_with(gone));
  CHECK_THROWS_AS(run(site), db::ConnectionLost);
  CHECK(site.lines().at(0).state == migrate::State::partial);
  CHECK(site.entries.at(0).progress.value_or(migrate::Progress{}).begun == "17");
}

TEST_CASE("outside_run: an index that was built before the connection went is not built again") {
  IndexSite site({{"18", "public.i", "t"}});
  site.database.when(std::string(create_index), support::fail_with(gone));
  CHECK_THROWS_AS(run(site), db::ConnectionLost);
  run(site);
  CHECK(site.builds() == 0);
  CHECK(site.lines().at(0).state == migrate::State::applied);
}

TEST_CASE("outside_run: an invalid index is dropped and built again") {
  IndexSite site({{"18", "public.i", "f"}});
  site.database.when(std::string(create_index), support::fail_with(wrong));
  CHECK(refusal(site).exit() == base::Exit::stopped_half_way);
  run(site);
  CHECK(site.database.count("DROP INDEX CONCURRENTLY IF EXISTS public.i") == 1);
  CHECK(site.builds() == 1);
}

TEST_CASE("outside_run: what can't be looked up is run a second time") {
  Site site;
  site.file("1_a.sql", "VACUUM;");
  site.database.when("VACUUM", support::fail_with(gone));
  CHECK_THROWS_AS(run(site), db::ConnectionLost);
  run(site);
  CHECK(site.database.count("VACUUM") == 1);
}

TEST_CASE("outside_run: a deadlock outside a transaction is looked at, then tried again") {
  IndexSite site({{"18", "public.i", "f"}});
  site.database.when(std::string(create_index), support::fail_with(deadlock));
  run(site);
  CHECK(site.builds() == 2);
  CHECK(site.database.count("DROP INDEX CONCURRENTLY IF EXISTS public.i") == 1);
  CHECK(site.reporter.all<report::Retrying>().size() == 1);
}

TEST_CASE("outside_run: a statement that could not get its lock is tried again") {
  Site site;
  site.file("1_a.sql", none("ALTER TABLE a ADD b int;"));
  site.database.when("ALTER TABLE", support::fail_with(deadlock));
  run(site);
  CHECK(site.database.count("ALTER TABLE a ADD b int") == 2);
}

TEST_CASE("outside_run: a lock that is never free ends it with the lock's code") {
  Site site;
  site.file("1_a.sql", none("ALTER TABLE a ADD b int;"));
  site.database.when("ALTER TABLE", support::fail_with(deadlock), 100'000);
  CHECK(refusal(site).exit() == base::Exit::lock_timeout);
}

TEST_CASE("outside_run: COPY that lost a fight for a lock is copied again from the file") {
  Site site;
  site.file("1_a.sql", none("SELECT 1;\nCOPY a FROM stdin;\n1\n\\.\n"));
  site.database.when("COPY", support::fail_with(deadlock));
  run(site);
  CHECK(site.database.count("COPY a FROM stdin <- 1\n") == 2);
  CHECK(site.database.count("SELECT 1") == 1);
}

TEST_CASE("outside_run: its own transaction that lost a fight for a lock is begun again") {
  Site site;
  site.file("1_a.sql", none("SELECT 0;\nBEGIN;\nSELECT 1;\nSELECT 2;\nCOMMIT;"));
  site.database.when("SELECT 2", support::fail_with(deadlock));
  run(site);
  CHECK(site.database.count("SELECT 0") == 1);
  CHECK(site.database.count("SELECT 1") == 2);
  CHECK(site.reporter.all<report::Retrying>().size() == 1);
}

TEST_CASE("outside_run: the lock timeout comes back after a second try too") {
  IndexSite site;
  site.database.when(std::string(create_index), support::fail_with(deadlock));
  site.database.when("SET lock_timeout = 0",
                     [&] { site.database.answer("current_setting('lock_timeout')", {{"0"}}); });
  run(site);
  CHECK(site.database.count("SET lock_timeout = '5s'") == 1);
}

TEST_CASE("outside_run: SQLite's settings are made outside a transaction, where they count") {
  Site site(db::Engine::sqlite);
  site.file("1_a.sql", none("PRAGMA foreign_keys=ON;"));
  run(site);
  CHECK(site.database.journal().find("COMMIT / PRAGMA foreign_keys=ON / keep lock") !=
        std::string::npos);
}

TEST_CASE("outside_run: what commits by itself is run without a transaction") {
  Site site;
  site.file("1_a.sql", none("CALL p();"));
  site.database.when("CALL p()",
                     support::fail_with(db::SqlError(
                         {.code = "2D000", .remedy = db::Remedy::run_outside_transaction})));
  run(site);
  CHECK(site.database.journal().find("CALL p() / ROLLBACK / BEGIN / as owner / begun after 0 / "
                                     "COMMIT / CALL p() / keep lock") != std::string::npos);
}

TEST_CASE("outside_run: the COMMIT of its own transaction takes the progress along") {
  Site site;
  site.file("1_a.sql", none("BEGIN;\nSELECT 1;\nCOMMIT;"));
  run(site);
  CHECK(site.database.journal().find(
            "BEGIN / SELECT 1 / keep lock / as owner / done 3 / COMMIT / keep lock / BEGIN / "
            "as owner / complete 1") != std::string::npos);
}

TEST_CASE("outside_run: a refusal in its own transaction resumes at that transaction's BEGIN") {
  Site site;
  site.file("1_a.sql", none("SELECT 0;\nBEGIN;\nSELECT 1;\nSELECT 2;\nCOMMIT;"));
  site.database.when("SELECT 2", support::fail_with(wrong));
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::stopped_half_way);
  CHECK(error.diagnostic().notes.at(0) ==
        "it runs outside a transaction; statement 1 is applied and recorded");
  CHECK_FALSE(site.session.in_transaction());
  run(site);
  CHECK(site.database.count("SELECT 0") == 0);
  CHECK(site.database.count("SELECT 1") == 1);
  CHECK(site.database.count("SELECT 2") == 1);
}

TEST_CASE("outside_run: a ROLLBACK of its own transaction is progress too") {
  Site site;
  site.file("1_a.sql", none("BEGIN;\nSELECT 1;\nROLLBACK;\nSELECT 2;"));
  site.database.when("SELECT 2", support::fail_with(wrong));
  refusal(site);
  run(site);
  CHECK(site.database.count("SELECT 1") == 0);
}

TEST_CASE("outside_run: on SQLite nothing is looked up in a catalog") {
  Site site(db::Engine::sqlite);
  site.file("1_a.sql", "VACUUM;");
  site.database.when("VACUUM", support::fail_with(gone));
  CHECK_THROWS_AS(run(site), db::ConnectionLost);
  run(site);
  CHECK(site.database.count("VACUUM") == 1);
  CHECK(site.database.journal().find("SELECT") == std::string::npos);
}

TEST_CASE("outside_run: a lock that somebody took is noticed before the next statement") {
  Site site;
  site.file("1_a.sql", none("SELECT 1;\nSELECT 2;"));
  site.database.when("SELECT 1", [&] { site.database.keeps_lock = false; });
  CHECK(refusal(site).exit() == base::Exit::lock_timeout);
  CHECK(site.database.count("SELECT 2") == 0);
  CHECK(site.database.count("ROLLBACK") == 1);
}
