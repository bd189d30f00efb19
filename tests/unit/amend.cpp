#include "migrate/amend.hpp"

#include "migrate/history.hpp"
#include "migrate/plan.hpp"
#include "support/caught.hpp"
#include "support/records.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using migrate::Plan;
using migrate::Progress;
using support::Records;

namespace {

std::string words(const Plan& plan) {
  constexpr std::array<const char*, 5> acts{"apply ", "roll back ", "record ", "forget ",
                                            "accept "};
  if (plan.conflict) return plan.conflict->diagnostic.headline;
  std::vector<std::string> steps;
  steps.reserve(plan.steps.size());
  for (const migrate::Step& step : plan.steps)
    steps.push_back(acts.at(static_cast<std::size_t>(step.act)) + step.key());
  return support::joined(steps);
}

std::string stamp(const Records& records, const std::string& target) {
  return words(migrate::plan_stamp(records.standing(), target));
}

}  // namespace

TEST_CASE("stamp: a target is head, base or a version") {
  CHECK(migrate::is_stamp_target("head"));
  CHECK(migrate::is_stamp_target("base"));
  CHECK(migrate::is_stamp_target("1"));
  CHECK_FALSE(migrate::is_stamp_target("+1"));
  CHECK_FALSE(migrate::is_stamp_target("-1"));
  CHECK_FALSE(migrate::is_stamp_target(""));
}

TEST_CASE("stamp: what the files hold up to the target is recorded") {
  CHECK(stamp({{"1", "2", "3"}, {}}, "2") == "record 1 / record 2");
  CHECK(stamp({{"1", "2", "3"}, {"1"}}, "head") == "record 2 / record 3");
}

TEST_CASE("stamp: what is recorded above the target is forgotten, newest first") {
  CHECK(stamp({{"1", "2", "3"}, {"1", "2", "3"}}, "1") == "forget 3 / forget 2");
  CHECK(stamp({{"1"}, {"1", "9"}}, "1") == "forget 9");
  CHECK(stamp({{"1", "R__v"}, {"1", "R__v"}}, "base") == "forget R__v / forget 1");
}

TEST_CASE("stamp: where it stands already there is nothing to do") {
  CHECK(stamp({{"1", "2"}, {"1"}}, "1").empty());
  CHECK(stamp({{"1"}, {"1"}}, "head").empty());
}

TEST_CASE("stamp: a half-done migration is taken for done") {
  Records records({{"1"}, {"1"}});
  records.history[0].progress = Progress{.statements_done = 1};
  CHECK(stamp(records, "1") == "accept 1");
}

TEST_CASE("stamp: repeatables belong to head") {
  CHECK(stamp({{"1", "R__v"}, {}}, "head") == "record 1 / record R__v");
  CHECK(stamp({{"1", "R__v"}, {}}, "1") == "record 1");
}

TEST_CASE("stamp: a baseline stands for what it holds") {
  CHECK(stamp({{"1", "B2", "2", "3"}, {}}, "3") == "record B2 / record 3");
  CHECK(stamp({{"1", "B2", "2", "3"}, {}}, "1") == "record 1");
}

TEST_CASE("stamp: an unknown version is a conflict") {
  CHECK(stamp({{"1"}, {}}, "7") == "there is no migration with the version 7");
}

TEST_CASE("repair: an edited file is accepted, what stopped half-way is forgotten") {
  Records records({"1", "2", "3"}, {"1", "2", "3"});
  records.files[0].up.checksum = "edited";
  records.history[2].progress = Progress{.statements_done = 1};
  CHECK(words(migrate::plan_repair(records.standing())) == "accept 1 / forget 3");
}

TEST_CASE("repair: what is in order is left alone") {
  CHECK(words(migrate::plan_repair(Records({"1", "2", "R__v"}, {"1", "9"}).standing())).empty());
}
