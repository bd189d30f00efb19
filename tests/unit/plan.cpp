#include "migrate/plan.hpp"

#include "base/exit.hpp"
#include "migrate/history.hpp"
#include "migrate/migration.hpp"
#include "migrate/standing.hpp"
#include "migrate/version.hpp"
#include "support/caught.hpp"
#include "support/records.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using base::Exit;
using migrate::Ahead;
using migrate::Conflict;
using migrate::Migration;
using migrate::OutOfOrder;
using migrate::Plan;
using migrate::Policy;
using migrate::Progress;

namespace {

/// Files and rows, and what follows from them.
struct Situation : support::Records {
  using Records::Records;

  [[nodiscard]] Plan plan(const Policy& policy = {}) const {
    return migrate::make_plan(standing(), policy);
  }
  [[nodiscard]] Conflict conflict(const Policy& policy = {}) const {
    return plan(policy).conflict.value_or(Conflict{.exit = Exit::ok});
  }
  [[nodiscard]] std::string steps(const Policy& policy = {}) const {
    const Plan made = plan(policy);
    if (made.conflict) return made.conflict->diagnostic.headline;
    std::vector<std::string> versions;
    versions.reserve(made.steps.size());
    for (const migrate::Step& step : made.steps)
      versions.push_back(step.key());
    return support::joined(versions);
  }
};

}  // namespace

TEST_CASE("plan: everything pending runs, in order") {
  CHECK(Situation({"1", "2", "10"}, {"1"}).steps() == "2 / 10");
}

TEST_CASE("plan: an up-to-date database has no steps and no conflict") {
  const Plan plan = Situation({"1"}, {"1"}).plan();
  CHECK(plan.steps.empty());
  CHECK_FALSE(plan.conflict);
}

TEST_CASE("plan: an edited file is a conflict") {
  Situation situation({"1", "2"}, {"1"});
  situation.files[0].up.checksum = "fedcba9876543210";
  const auto conflict = situation.conflict();
  CHECK(conflict.exit == Exit::migrations_unusable);
  CHECK(conflict.diagnostic.headline == "1 migration was changed after being applied");
  CHECK(conflict.diagnostic.notes.at(0) ==
        "1_f.sql: applied at 2026-01-01T12:00:00.000Z by app@pod-1 with checksum 0123456789ab, "
        "now fedcba987654");
}

TEST_CASE("plan: of many edited files five are named") {
  Situation situation({"1", "2", "3", "4", "5", "6", "7"}, {"1", "2", "3", "4", "5", "6", "7"});
  for (Migration& file : situation.files)
    file.up.checksum = "x";
  const auto conflict = situation.conflict();
  CHECK(conflict.diagnostic.headline == "7 migrations were changed after being applied");
  CHECK(conflict.diagnostic.notes.size() == 6);
  CHECK(conflict.diagnostic.notes.back() == "and 2 more");
}

TEST_CASE("plan: a missing file is a conflict") {
  const auto conflict = Situation({"2"}, {"1", "2"}).conflict();
  CHECK(conflict.exit == Exit::migrations_unusable);
  CHECK(conflict.diagnostic.headline ==
        "1 migration is recorded as applied, but the files are missing");
  CHECK(conflict.diagnostic.notes.at(0) == "1_e: applied at 2026-01-01T12:00:00.000Z by app@pod-1");
}

TEST_CASE("plan: a pending version below the newest applied one is a conflict") {
  const auto conflict = Situation({"1", "2"}, {"2"}).conflict();
  CHECK(conflict.exit == Exit::migrations_unusable);
  CHECK(conflict.diagnostic.headline.ends_with("older than the newest applied one"));
  CHECK(support::joined(conflict.diagnostic.notes) == "1_f.sql / the newest applied version is 2");
  CHECK(support::joined(conflict.diagnostic.helps) ==
        "after a merge, give it a newer version: migrexec renumber / or apply out of order: "
        "--out-of-order apply");
}

TEST_CASE("plan: a pending version below the newest applied one runs if that is wanted") {
  CHECK(Situation({"1", "2", "3"}, {"2"}).steps({.out_of_order = OutOfOrder::apply}) == "1 / 3");
}

TEST_CASE("plan: a database that is ahead is fine during a rolling update") {
  CHECK(Situation({"1", "2"}, {"1", "2", "3"}).steps().empty());
}

TEST_CASE("plan: a database that is ahead is a conflict if that is wanted") {
  const auto conflict = Situation({"1"}, {"1", "2", "3"}).conflict({.ahead = Ahead::error});
  CHECK(conflict.exit == Exit::database_ahead);
  CHECK(conflict.diagnostic.headline == "the database is ahead of the files by 2 migrations");
  CHECK(conflict.diagnostic.helps.at(0) == "start a newer image; or allow it with --ahead allow");
}

TEST_CASE("plan: what stopped half-way is the first step") {
  Situation situation({"1", "2", "3"}, {"1", "2"});
  situation.history[1].progress = Progress{.statements_done = 1};
  CHECK(situation.steps() == "2 / 3");
}

TEST_CASE("plan: what stopped half-way may be edited, its own run looks at that") {
  Situation situation({"1"}, {"1"});
  situation.history[0].progress = Progress{.statements_done = 1};
  situation.files[0].up.checksum = "x";
  CHECK(situation.steps() == "1");
}

TEST_CASE("plan: what stopped half-way and has no file is a conflict") {
  Situation situation({"2"}, {"1", "2"});
  situation.history[0].progress = Progress{};
  const auto conflict = situation.conflict();
  CHECK(conflict.exit == Exit::migrations_unusable);
  CHECK(conflict.diagnostic.headline == "a migration stopped half-way, and its file is not here");
  CHECK(conflict.diagnostic.notes.at(0) ==
        "1_e: begun at 2026-01-01T12:00:00.000Z by app@pod-1, none of its statements is applied");
}

TEST_CASE("plan: what a newer image left half-done is ahead, not ours") {
  Situation situation({"1"}, {"1", "2"});
  situation.history[1].progress = Progress{};
  CHECK_FALSE(situation.plan().conflict);
  CHECK(situation.conflict({.ahead = Ahead::error}).exit == Exit::database_ahead);
}

TEST_CASE("plan: head and no target are everything") {
  CHECK(Situation({"1", "2"}, {}).steps({.target = "head"}) == "1 / 2");
}

TEST_CASE("plan: a version is the last step") {
  const Situation situation({"0001", "0002", "0003"}, {});
  CHECK(situation.steps({.target = "0002"}) == "0001 / 0002");
  CHECK(situation.steps({.target = "2"}) == "0001 / 0002");
}

TEST_CASE("plan: a unique beginning of a version is that version") {
  CHECK(Situation({"20260101", "20260102", "20270101"}, {}).steps({.target = "2027"}) ==
        "20260101 / 20260102 / 20270101");
}

TEST_CASE("plan: a whole version wins over the beginning of another") {
  CHECK(Situation({"1", "10", "11"}, {}).steps({.target = "1"}) == "1");
}

TEST_CASE("plan: a beginning that fits several versions is a conflict") {
  const auto conflict =
      Situation({"20260101", "20260102", "20260103"}, {}).conflict({.target = "2026"});
  CHECK(conflict.exit == Exit::migrations_unusable);
  CHECK(conflict.diagnostic.headline == "several versions begin with 2026");
  CHECK(conflict.diagnostic.notes.at(0) == "20260101, 20260102 ...");
}

TEST_CASE("plan: an unknown version is a conflict") {
  CHECK(Situation({"1"}, {}).steps({.target = "7"}) == "there is no migration with the version 7");
}

TEST_CASE("plan: the next one, two or no steps") {
  const Situation situation({"1", "2", "3"}, {"1"});
  CHECK(situation.steps({.target = "+1"}) == "2");
  CHECK(situation.steps({.target = "+2"}) == "2 / 3");
  CHECK(situation.steps({.target = "+0"}).empty());
}

TEST_CASE("plan: more steps than are pending are a conflict") {
  const auto conflict = Situation({"1"}, {}).conflict({.target = "+9"});
  CHECK(conflict.exit == Exit::migrations_unusable);
  CHECK(conflict.diagnostic.headline == "\"+9\" asks for more migrations than are pending");
  CHECK(conflict.diagnostic.notes.at(0) == "1 pending");
  CHECK(Situation({"1"}, {}).plan({.target = "+99999999999999999999"}).conflict);
}

TEST_CASE("plan: what is out of order beyond the target doesn't matter") {
  CHECK_FALSE(Situation({"1", "2", "5"}, {"9"}).plan({.target = "+0"}).conflict);
}

TEST_CASE("plan: a target below what is applied leaves nothing to do") {
  CHECK(Situation({"1", "2", "3"}, {"1", "2"}).steps({.target = "1"}).empty());
}

TEST_CASE("plan: repeatables run last, and only when nothing else is left") {
  CHECK(Situation({"1", "2", "R__v"}, {"1"}).steps() == "2 / R__v");
  CHECK(Situation({"1", "2", "3", "R__v"}, {"1"}).steps({.target = "2"}) == "2");
  CHECK(Situation({"1", "R__v"}, {"1", "R__v"}).steps().empty());
}

TEST_CASE("plan: a repeatable that was edited runs again") {
  Situation situation({"1", "R__v"}, {"1", "R__v"});
  situation.files[1].up.checksum = "x";
  CHECK(situation.steps() == "R__v");
}

TEST_CASE("plan: a repeatable whose file is gone stops nothing") {
  CHECK(Situation({"1", "2"}, {"1", "R__v"}).steps() == "2");
}

TEST_CASE("plan: a fresh database begins with the newest baseline") {
  CHECK(Situation({"1", "B2", "2", "3", "B4", "4", "5"}, {}).steps() == "B4 / 5");
}

TEST_CASE("plan: a baseline is nothing for a database that is not fresh") {
  CHECK(Situation({"1", "2", "B2", "3"}, {"1"}).steps() == "2 / 3");
  CHECK(Situation({"1", "2", "B2", "3"}, {"B2"}).steps() == "3");
}

TEST_CASE("plan: files that a baseline holds may be missing") {
  CHECK(Situation({"B2", "3"}, {"1", "2"}).steps() == "3");
}

TEST_CASE("plan: a baseline that was never passed leaves no way") {
  const auto conflict = Situation({"B4", "5"}, {"1", "2"}).conflict();
  CHECK(conflict.exit == Exit::migrations_unusable);
  CHECK(conflict.diagnostic.headline ==
        "there is no way from version 2 to the files, which begin with a baseline at 4");
}

TEST_CASE("plan: missing files may be allowed") {
  CHECK(Situation({"2", "3"}, {"1", "2"}).steps({.missing = migrate::Missing::allow}) == "3");
}

TEST_CASE("plan: files older than what the database is compatible with are refused") {
  Situation situation({"1", "2"}, {"1", "2", "3"});
  situation.history[2].compatible_from = "2";
  CHECK_FALSE(situation.plan().conflict);
  situation.history[2].compatible_from = "3";
  CHECK(situation.conflict().exit == Exit::database_ahead);
  CHECK(situation.conflict().diagnostic.headline ==
        "the database has moved on to where these files are too old");
}

TEST_CASE("plan: what is half rolled back is not applied") {
  Situation situation({"1", "2"}, {"1"});
  situation.history[0].progress = Progress{.statements_done = 1, .way = Progress::Way::down};
  CHECK(situation.conflict().diagnostic.headline == "rolling back a migration stopped half-way");
}
