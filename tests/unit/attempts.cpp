#include "migrate/attempts.hpp"

#include "base/error.hpp"
#include "db/error.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/version.hpp"
#include "migrate/workshop.hpp"
#include "report/event.hpp"
#include "support/site.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <ostream>  // IWYU pragma: keep

using migrate::Attempts;
using std::chrono::milliseconds;
using std::chrono::seconds;
using support::Site;

namespace {

const db::SqlFailure locked{.message = "canceling statement due to lock timeout",
                            .code = "55P03",
                            .remedy = db::Remedy::try_again};
const migrate::Migration orders{.version = migrate::Version("7"), .name = "orders"};
const migrate::Step step{.file = &orders};

}  // namespace

TEST_CASE("attempts: there is a rest before the next try, and it is told") {
  Site site;
  const migrate::Workshop shop = site.shop();
  Attempts attempts(shop, step);
  CHECK(attempts.again(locked));
  CHECK(site.outside.clock.rests.size() == 1);
  const auto told = site.reporter.all<report::Retrying>().at(0);
  CHECK(told.migration == report::Name{"7", "orders"});
  CHECK(told.reason == "canceling statement due to lock timeout");
  CHECK(told.rest == site.outside.clock.rests.at(0));
  CHECK(told.remaining == site.job.lock_timeout);
}

TEST_CASE("attempts: rests are between a tenth and two seconds") {
  Site site;
  const migrate::Workshop shop = site.shop();
  Attempts attempts(shop, step);
  while (site.outside.clock.rests.size() < 20)
    attempts.again(locked);
  CHECK(std::ranges::min(site.outside.clock.rests) >= milliseconds(100));
  CHECK(std::ranges::max(site.outside.clock.rests) <= seconds(2));
}

TEST_CASE("attempts: the time since the first try counts, not the rests alone") {
  Site site;
  site.job.lock_timeout = seconds(30);
  const migrate::Workshop shop = site.shop();
  Attempts attempts(shop, step);
  site.outside.clock.sleep(seconds(30), -1);
  CHECK_FALSE(attempts.again(locked));
}

TEST_CASE("attempts: the last rest ends when the time does, and one more try is made") {
  Site site;
  site.job.lock_timeout = milliseconds(50);
  const migrate::Workshop shop = site.shop();
  Attempts attempts(shop, step);
  CHECK(attempts.again(locked));
  CHECK(site.outside.clock.rests.back() == milliseconds(50));
  CHECK_FALSE(attempts.again(locked));
}

TEST_CASE("attempts: without patience there is no second try") {
  Site site;
  site.job.lock_timeout = seconds(0);
  const migrate::Workshop shop = site.shop();
  CHECK_FALSE(Attempts(shop, step).again(locked));
}

TEST_CASE("attempts: a signal ends the rest") {
  Site site;
  const migrate::Workshop shop = site.shop();
  site.outside.stop.ask(SIGTERM);
  CHECK_THROWS_AS(Attempts(shop, step).again(locked), base::Stopped);
}
