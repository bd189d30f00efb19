#include "migrate/rollback.hpp"

#include "base/exit.hpp"
#include "migrate/history.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "support/caught.hpp"
#include "support/records.hpp"
#include "support/site.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <utility>
#include <variant>
#include <vector>

using migrate::DownFrom;
using migrate::Pin;
using migrate::Plan;
using support::Records;
using support::Site;

namespace {

std::string pins(const Records& records, const std::string& target) {
  const auto found = migrate::pins_above(records.standing(), target);
  if (const auto* conflict = std::get_if<migrate::Conflict>(&found))
    return conflict->diagnostic.headline;
  std::vector<std::string> keys;
  for (const Pin& pin : std::get<std::vector<Pin>>(found))
    keys.push_back(pin.key);
  return support::joined(keys);
}

/// A database in which 1, 2 and 3 are applied, with their downs on record.
struct Three : Site {
  Three() {
    for (const char* version : {"1", "2", "3"}) {
      const std::string name = std::string(version) + "_a";
      file(name + ".up.sql", "CREATE TABLE t" + std::string(version) + " (i int);");
      file(name + ".down.sql", "DROP TABLE t" + std::string(version) + ";");
    }
    carry_out();
    database.forget();
  }

  Plan plan(decltype(&migrate::plan_rollback) how, const std::vector<Pin>& wanted,
            DownFrom from = DownFrom::history) {
    entries = migrate::History(session, driver()).read();
    standing = migrate::take_stock(migrations, entries);
    return how(standing, migrate::History(session, driver()), wanted, {.from = from});
  }
  std::string steps(decltype(&migrate::plan_rollback) how, const std::vector<Pin>& wanted,
                    DownFrom from = DownFrom::history) {
    const Plan made = plan(how, wanted, from);
    if (made.conflict) return made.conflict->diagnostic.headline;
    std::vector<std::string> words;
    words.reserve(made.steps.size());
    for (const migrate::Step& step : made.steps)
      words.push_back((step.act == migrate::Act::apply ? "up " : "down ") + step.key());
    return support::joined(words);
  }

  migrate::Standing standing{};
  const Pin first{"1", "now"};
  const Pin second{"2", "now"};
  const Pin third{"3", "now"};
};

}  // namespace

TEST_CASE("rollback: a target is base, a version or a number of steps") {
  CHECK(migrate::is_down_target("base"));
  CHECK(migrate::is_down_target("-1"));
  CHECK(migrate::is_down_target("20260101"));
  CHECK_FALSE(migrate::is_down_target("head"));
  CHECK_FALSE(migrate::is_down_target("+1"));
  CHECK_FALSE(migrate::is_down_target("-"));
  CHECK_FALSE(migrate::is_down_target(""));
}

TEST_CASE("rollback: without a target it is the newest") {
  CHECK(pins({{}, {"1", "2"}}, "") == "2");
  CHECK(pins({{}, {}}, "").empty());
}

TEST_CASE("rollback: what lies above a version, newest first") {
  CHECK(pins({{}, {"1", "2", "10"}}, "1") == "10 / 2");
  CHECK(pins({{}, {"1", "2"}}, "base") == "2 / 1");
  CHECK(pins({{}, {"1", "2"}}, "-2") == "2 / 1");
  CHECK(pins({{}, {"1", "2"}}, "2").empty());
}

TEST_CASE("rollback: repeatables have no way back") {
  CHECK(pins({{"R__v"}, {"1", "R__v"}}, "base") == "1");
}

TEST_CASE("rollback: a target that can't be met is a conflict") {
  CHECK(pins({{}, {"1"}}, "-2") == "\"-2\" asks for more migrations than are applied");
  CHECK(pins({{}, {"1"}}, "-99999999999999999999") ==
        "\"-99999999999999999999\" asks for more migrations than are applied");
  CHECK(pins({{"1", "2"}, {"1"}}, "2") ==
        "version 2 is not applied: rolling back can't lead there");
  CHECK(pins({{"1"}, {"1"}}, "7") == "there is no migration with the version 7");
}

TEST_CASE("rollback: what is recorded is run, whatever the files say") {
  Three site;
  site.file("3_a.down.sql", "SELECT 'edited';");
  const Plan plan = site.plan(migrate::plan_rollback, {site.third});
  CHECK(plan.steps.at(0).script().recorded == "DROP TABLE t3;");
  CHECK(support::joined(plan.steps.at(0).script().notes) ==
        "\"3_a.down.sql\" is not what was recorded when it was applied; the record is used");
}

TEST_CASE("rollback: the file is run if that is wanted") {
  Three site;
  site.file("3_a.down.sql", "SELECT 'edited';");
  const Plan plan = site.plan(migrate::plan_rollback, {site.third}, DownFrom::file);
  CHECK(plan.steps.at(0).script().path.ends_with("/3_a.down.sql"));
  CHECK(support::joined(plan.steps.at(0).script().notes) ==
        "\"3_a.down.sql\" is not what was recorded when it was applied; the file is used");
}

TEST_CASE("rollback: no step is taken if one of them has no way back") {
  Three site;
  site.database.history["1"][8] = std::nullopt;
  const Plan plan = site.plan(migrate::plan_rollback, {site.third, site.second, site.first});
  REQUIRE(plan.conflict);
  CHECK(plan.conflict->exit == base::Exit::migrations_unusable);
  CHECK(plan.conflict->diagnostic.headline ==
        "1_a cannot be rolled back: no down script was recorded for it");
  CHECK(plan.conflict->diagnostic.helps.at(0) == "use the file that is here now: --down-from file");
  CHECK(plan.steps.empty());
}

TEST_CASE("rollback: what somebody else rolled back meanwhile is done") {
  Three site;
  site.database.history.erase("3");
  CHECK(site.steps(migrate::plan_rollback, {site.third, site.second}) == "down 2");
  CHECK(site.steps(migrate::plan_rollback, {site.third}).empty());
}

TEST_CASE("rollback: what somebody else rolls back while it is planned is done") {
  Three site;
  site.entries = migrate::History(site.session, site.driver()).read();
  site.standing = migrate::take_stock(site.migrations, site.entries);
  site.database.history.erase("3");
  const Plan plan = migrate::plan_rollback(
      site.standing, migrate::History(site.session, site.driver()), std::vector{site.third}, {});
  CHECK_FALSE(plan.conflict);
  CHECK(plan.steps.empty());
}

TEST_CASE("rollback: what somebody else applied meanwhile is a conflict") {
  Three site;
  CHECK(site.steps(migrate::plan_rollback, {site.second}) ==
        "3_a was applied by another process meanwhile");
  site.database.history["3"][3] = "later";
  CHECK(site.steps(migrate::plan_rollback, {site.third}) ==
        "3_a was applied anew by another process meanwhile");
  CHECK(site.plan(migrate::plan_rollback, {site.third}).conflict->exit == base::Exit::lock_timeout);
}

TEST_CASE("rollback: what stopped half-way on its way up can't be rolled back") {
  Three site;
  site.database.history["3"][6] = "1";
  CHECK(site.steps(migrate::plan_rollback, {site.third}) ==
        "3_a stopped half-way while it was applied");
  site.database.history["3"][7] = "down abc";
  CHECK(site.steps(migrate::plan_rollback, {site.third}) == "down 3");
}

TEST_CASE("redo: what is rolled back is applied again, oldest first") {
  Three site;
  CHECK(site.steps(migrate::plan_redo, {site.third, site.second}) ==
        "down 3 / down 2 / up 2 / up 3");
}

TEST_CASE("redo: it goes on where a lost connection left it") {
  Three site;
  site.database.history.erase("3");
  CHECK(site.steps(migrate::plan_redo, {site.third, site.second}) == "down 2 / up 2 / up 3");
  site.database.history["3"] = site.database.history["2"];
  site.database.history["3"][0] = "3";
  site.database.history["3"][3] = "later";
  site.database.history["2"][3] = "later";
  CHECK(site.steps(migrate::plan_redo, {site.third, site.second}).empty());
}

TEST_CASE("redo: without a file nothing is rolled back") {
  Three site;
  site.migrations.pop_back();
  CHECK(site.steps(migrate::plan_redo, {site.third}) ==
        "version 3 cannot be redone: its file is not here");
}

TEST_CASE("rollback: a planner sticks to what it was first asked for") {
  Three site;
  const auto planner = migrate::rollback_planner("", {}, migrate::plan_rollback);
  const migrate::History history(site.session, site.driver());
  const auto entries = history.read();
  CHECK(planner(migrate::take_stock(site.migrations, entries), history).steps.size() == 1);
  site.database.history.erase("3");
  const auto fewer = history.read();
  CHECK(planner(migrate::take_stock(site.migrations, fewer), history).steps.empty());
}

TEST_CASE("rollback: the row goes with the transaction") {
  Three site;
  site.job.planner = migrate::rollback_planner("-1", {}, migrate::plan_rollback);
  site.carry_out();
  CHECK(site.database.history.count("3") == 0);
  CHECK(site.database.journal().ends_with(
      "BEGIN / DROP TABLE t3 / reset / keep lock / forget 3 / COMMIT / reset / unlock"));
  CHECK(site.outcome.done.back() == migrate::Deed{migrate::Act::roll_back, {"3", "a"}});
}

TEST_CASE("rollback: outside a transaction the row goes when all is done") {
  Site site;
  site.file("1_a.up.sql", "CREATE TABLE a (i int);");
  site.file("1_a.down.sql", "-- migrexec: transaction=none\nDROP TABLE a;\nDROP TABLE b;");
  site.carry_out();
  site.database.when("DROP TABLE b", support::fail_with(db::SqlError({.message = "no"})));
  site.job.planner = migrate::rollback_planner("", {}, migrate::plan_rollback);
  CHECK(support::caught([&] { site.carry_out(); }).exit() == base::Exit::stopped_half_way);
  CHECK(site.database.history["1"][7].value_or("").starts_with("down "));
  site.database.forget();
  site.carry_out();
  CHECK(site.database.count("DROP TABLE a") == 0);
  CHECK(site.database.count("DROP TABLE b") == 1);
  CHECK(site.database.history.empty());
}
