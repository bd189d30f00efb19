#include "migrate/run_outside.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/error.hpp"
#include "migrate/standing.hpp"
#include "migrate/workshop.hpp"
#include "report/event.hpp"
#include "support/caught.hpp"
#include "support/fake_session.hpp"
#include "support/site.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>

using support::Site;

namespace {

/// The site's only migration, from where it stands.
void run(Site& site) {
  const migrate::Workshop shop = site.shop();
  const migrate::Step step = site.steps().at(0);
  site.outcome.pending = 1;
  migrate::run_outside(shop, step, 1, 1);
}

base::Error refusal(Site& site) {
  return support::caught([&] { run(site); });
}

std::string none(std::string_view statements) {
  return "-- migrexec: transaction=none\n" + std::string(statements);
}

const db::SqlError wrong({.message = "no such table", .code = "42P01"});

/// Ran until its third statement was refused.
struct HalfDone : Site {
  HalfDone() {
    file("1_a.sql", none("SELECT 1;\nSELECT 2;\nSELECT 3;\nSELECT 4;"));
    database.when("SELECT 3", support::fail_with(wrong));
    refusal(*this);
  }
};

}  // namespace

TEST_CASE("run_outside: progress moves with every statement, in its transaction") {
  Site site;
  site.file("1_a.sql", none("SELECT 1;\nSELECT 2;"));
  run(site);
  CHECK(site.database.journal() ==
        "reset / limit / BEGIN / keep lock / begin record 1 / COMMIT / "
        "BEGIN / SELECT 1 / keep lock / as owner / done 1 / COMMIT / "
        "BEGIN / SELECT 2 / keep lock / as owner / done 2 / COMMIT / "
        "keep lock / BEGIN / as owner / complete 1 / COMMIT / reset");
}

TEST_CASE("run_outside: at the end it is a complete row, told and counted") {
  Site site;
  site.file("1_a.sql", none("SELECT 1;"));
  run(site);
  CHECK(site.lines().at(0).state == migrate::State::applied);
  CHECK(site.reporter.all<report::Applied>().size() == 1);
  CHECK(site.outcome.total_applied == 1);
}

TEST_CASE("run_outside: an empty migration is recorded") {
  Site site;
  site.file("1_a.sql", none(""));
  run(site);
  CHECK(site.lines().at(0).state == migrate::State::applied);
}

TEST_CASE("run_outside: COPY gets its data, once") {
  Site site;
  site.file("1_a.sql", none("COPY a FROM stdin;\n1\n\\.\nSELECT 1;"));
  run(site);
  CHECK(site.database.count("COPY a FROM stdin <- 1\n") == 1);
  CHECK(site.database.count("SELECT 1") == 1);
}

TEST_CASE("run_outside: a refused statement leaves the ones before it applied and recorded") {
  Site site;
  site.file("1_a.sql", none("SELECT 1;\nSELECT 2;\nSELECT 3;"));
  site.database.when("SELECT 3", support::fail_with(wrong));
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::stopped_half_way);
  CHECK(support::where(error) == "1_a.sql:4:1");
  CHECK(error.diagnostic().notes.at(0) ==
        "it runs outside a transaction; statements 1 to 2 are applied and recorded");
  CHECK(error.diagnostic().helps.back() ==
        "correct the statement and start again: it resumes at statement 3");
  CHECK(site.lines().at(0).state == migrate::State::partial);
}

TEST_CASE("run_outside: a refused first statement leaves nothing applied") {
  Site site;
  site.file("1_a.sql", none("SELECT 1;"));
  site.database.when("SELECT 1", support::fail_with(wrong));
  CHECK(refusal(site).diagnostic().notes.at(0) ==
        "it runs outside a transaction; none of its statements is applied");
}

TEST_CASE("run_outside: a re-run resumes at the statement that failed") {
  HalfDone site;
  run(site);
  CHECK(site.database.count("SELECT 1") == 0);
  CHECK(site.database.count("SELECT 2") == 0);
  CHECK(site.database.count("SELECT 3") == 1);
  CHECK(site.database.count("SELECT 4") == 1);
  CHECK(site.reporter.all<report::Resuming>().at(0).statement == 3);
  CHECK(site.lines().at(0).state == migrate::State::applied);
}

TEST_CASE("run_outside: what has not run yet may be edited, and the new text is recorded") {
  HalfDone site;
  site.file("1_a.sql", none("SELECT 1;\nSELECT 2;\nSELECT 33;"));
  run(site);
  CHECK(site.database.count("SELECT 33") == 1);
  CHECK(site.lines().at(0).state == migrate::State::applied);
}

TEST_CASE("run_outside: comments and blanks between the applied statements may be edited") {
  HalfDone site;
  site.file("1_a.sql", none("SELECT 1;\n\n-- and\nSELECT 2;\nSELECT 3;"));
  run(site);
  CHECK(site.lines().at(0).state == migrate::State::applied);
}

TEST_CASE("run_outside: an applied statement must not be edited") {
  HalfDone site;
  site.file("1_a.sql", none("SELECT 1;\nSELECT 22;\nSELECT 3;"));
  const base::Error error = refusal(site);
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline.ends_with("was edited where it is already applied"));
  CHECK(error.diagnostic().notes.at(0) ==
        "statements 1 to 2 are applied and recorded, and must stay as they were");
  CHECK(site.database.count("SELECT 3") == 0);
}

TEST_CASE("run_outside: an applied statement must not be taken out") {
  HalfDone site;
  site.file("1_a.sql", none("SELECT 1;"));
  CHECK(refusal(site).exit() == base::Exit::migrations_unusable);
}

TEST_CASE("run_outside: applied COPY data must not be edited") {
  Site site;
  site.file("1_a.sql", none("COPY a FROM stdin;\n1\n\\.\nSELECT 2;"));
  site.database.when("SELECT 2", support::fail_with(wrong));
  refusal(site);
  site.file("1_a.sql", none("COPY a FROM stdin;\n9\n\\.\nSELECT 2;"));
  CHECK(refusal(site).exit() == base::Exit::migrations_unusable);
}

TEST_CASE("run_outside: applied COPY data is not copied again") {
  Site site;
  site.file("1_a.sql", none("COPY a FROM stdin;\n1\n\\.\nSELECT 2;"));
  site.database.when("SELECT 2", support::fail_with(wrong));
  refusal(site);
  run(site);
  CHECK(site.database.count("COPY a FROM stdin <- 1\n") == 0);
  CHECK(site.database.count("SELECT 2") == 1);
}

TEST_CASE("run_outside: settings of the session are made again when it resumes") {
  Site site;
  site.file("1_a.sql", none("SET search_path = shop;\nSELECT 2;"));
  site.database.when("SELECT 2", support::fail_with(wrong));
  refusal(site);
  run(site);
  CHECK(site.database.count("SET search_path = shop") == 1);
}

TEST_CASE("run_outside: a row that can't be written is a refusal, not a bug of ours") {
  Site site;
  site.file("1_a.sql", none("SELECT 1;"));
  site.database.when("begin record", support::fail_with(wrong));
  CHECK(refusal(site).exit() == base::Exit::stopped_half_way);
}

TEST_CASE("run_outside: what was all done but not marked complete is completed") {
  Site site;
  site.file("1_a.sql", none("SELECT 1;"));
  site.database.when("complete", support::fail_with(db::ConnectionLost("gone")));
  CHECK_THROWS_AS(run(site), db::ConnectionLost);
  site.session.rollback();
  run(site);
  CHECK(site.database.count("SELECT 1") == 0);
  CHECK(site.lines().at(0).state == migrate::State::applied);
}
