#include "wait/vigil.hpp"

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/error.hpp"
#include "db/url.hpp"
#include "report/event.hpp"
#include "support/caught.hpp"
#include "support/outside.hpp"
#include "support/recording_reporter.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <ostream>  // IWYU pragma: keep
#include <string>

using db::ConnectFailure;
using db::Verdict;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const ConnectFailure starting{.message = "the database system is starting up", .code = "57P03"};
const ConnectFailure no_database{.message = "database \"shop\" does not exist",
                                 .code = "3D000",
                                 .verdict = Verdict::fatal_after_grace,
                                 .exit = base::Exit::refused,
                                 .help = "create the database"};
const ConnectFailure pooler{
    .message = "a pooler", .verdict = Verdict::fatal, .exit = base::Exit::configuration};
const ConnectFailure locked{.message = "database is locked", .exit = base::Exit::lock_timeout};

struct Watch {
  explicit Watch(base::Duration wait_timeout,
                 const std::string& url = "postgresql://app:s3@db/shop")
      : vigil(db::parse_url(url), {.wait_timeout = wait_timeout, .lock_timeout = minutes(1)},
              outside.world, reporter) {}

  void fail_after(base::Duration rest, const ConnectFailure& failure) {
    outside.world.rest(rest);
    vigil.failed(failure);
  }
  base::Error last_failure_after(base::Duration rest, const ConnectFailure& failure) {
    return support::caught([&] { fail_after(rest, failure); });
  }

  support::FakeOutside outside{};
  support::RecordingReporter reporter{};
  wait::Vigil vigil;
};

}  // namespace

TEST_CASE("vigil: what passes is waited for until the time is up") {
  Watch watch(minutes(5));
  watch.vigil.failed(starting);
  const base::Error error = watch.last_failure_after(minutes(5), starting);
  CHECK(error.exit() == base::Exit::unavailable);
  CHECK(error.diagnostic().headline == "the database did not become ready within 5m");
  CHECK(support::joined(error.diagnostic().notes) ==
        "2 tries; the last answer was: the database system is starting up (57P03) / "
        "connecting to postgresql://app@db/shop");
  CHECK(error.diagnostic().helps.back() == "raise --wait-timeout, or look at the server's log");
}

TEST_CASE("vigil: with a timeout of zero it waits for ever") {
  Watch watch(seconds(0));
  watch.fail_after(hours(1000), starting);
  CHECK(watch.vigil.left() == hours(24));
  CHECK(watch.reporter.all<report::Waiting>().back().remaining == std::nullopt);
}

TEST_CASE("vigil: what is fatal ends it at once") {
  Watch watch(minutes(5));
  const base::Error error = watch.last_failure_after(seconds(0), pooler);
  CHECK(error.exit() == base::Exit::configuration);
  CHECK(error.diagnostic().headline == "cannot use the database: a pooler");
}

TEST_CASE("vigil: a missing database gets a grace of ten seconds") {
  Watch watch(minutes(5));
  watch.vigil.failed(no_database);
  watch.fail_after(milliseconds(9999), no_database);
  const base::Error error = watch.last_failure_after(milliseconds(1), no_database);
  CHECK(error.exit() == base::Exit::refused);
  CHECK(error.diagnostic().headline == "cannot use the database: database \"shop\" does not exist");
  CHECK(error.diagnostic().sqlstate == "3D000");
  CHECK(error.diagnostic().helps.at(0) == "create the database");
}

TEST_CASE("vigil: the grace begins when the server first says so") {
  Watch watch(minutes(5));
  watch.vigil.failed(starting);
  watch.fail_after(seconds(60), no_database);
  watch.fail_after(seconds(9), no_database);
  CHECK(watch.last_failure_after(seconds(1), no_database).exit() == base::Exit::refused);
}

TEST_CASE("vigil: only tries since the grace began are counted as having its answer") {
  Watch watch(minutes(5));
  watch.vigil.failed(starting);
  watch.fail_after(seconds(60), no_database);
  const base::Error error = watch.last_failure_after(seconds(10), no_database);
  CHECK(error.diagnostic().notes.at(0) == "the last 2 tries had such an answer");
}

TEST_CASE("vigil: a last try that is cut off doesn't hide what was said before") {
  Watch watch(seconds(5));
  watch.vigil.failed(starting);
  const base::Error error = watch.last_failure_after(
      seconds(5), {.message = "no answer within 10 ms", .no_answer = true});
  CHECK(error.diagnostic().notes.at(0) ==
        "2 tries; the last answer was: the database system is starting up (57P03)");
}

TEST_CASE("vigil: the grace begins anew after the server was away") {
  Watch watch(minutes(5));
  watch.vigil.failed(no_database);
  watch.fail_after(seconds(9), starting);
  watch.fail_after(seconds(1), no_database);
  watch.fail_after(seconds(9), no_database);
  CHECK(watch.reporter.events.size() >= 3);
}

TEST_CASE("vigil: a wait-timeout shorter than the grace ends it with the refusal") {
  Watch watch(seconds(3));
  watch.vigil.failed(no_database);
  CHECK(watch.last_failure_after(seconds(3), no_database).exit() == base::Exit::refused);
}

TEST_CASE("vigil: the grace ends a wait for ever too") {
  Watch watch(seconds(0));
  watch.vigil.failed(no_database);
  CHECK(watch.last_failure_after(seconds(10), no_database).exit() == base::Exit::refused);
}

TEST_CASE("vigil: the same reason is told every ten seconds") {
  Watch watch(minutes(5));
  watch.vigil.failed(starting);
  watch.fail_after(seconds(5), starting);
  watch.fail_after(seconds(5), starting);
  const auto told = watch.reporter.all<report::Waiting>();
  CHECK(told.size() == 2);
  CHECK(told.at(1) == report::Waiting{.database = "postgresql://app@db/shop",
                                      .reason = "the database system is starting up",
                                      .sqlstate = "57P03",
                                      .elapsed = seconds(10),
                                      .remaining = seconds(290)});
}

TEST_CASE("vigil: another reason is told at once") {
  Watch watch(minutes(5));
  watch.vigil.failed({.message = "Connection refused"});
  watch.fail_after(milliseconds(100), starting);
  CHECK(watch.reporter.all<report::Waiting>().size() == 2);
}

TEST_CASE("vigil: readiness is told only after a failure") {
  Watch watch(minutes(5));
  watch.vigil.succeeded();
  CHECK(watch.reporter.events.empty());
  watch.vigil.failed(starting);
  watch.outside.world.rest(seconds(4));
  watch.vigil.succeeded();
  CHECK(watch.reporter.all<report::Ready>().at(0).waited == seconds(4));
}

TEST_CASE("vigil: a locked SQLite file has the lock's patience, not the database's") {
  Watch watch(seconds(5), "sqlite:shop.db");
  watch.fail_after(seconds(30), locked);
  const base::Error error = watch.last_failure_after(seconds(30), locked);
  CHECK(error.exit() == base::Exit::lock_timeout);
  CHECK(error.diagnostic().headline == "the database was still locked after 1m");
  CHECK(error.diagnostic().helps.back() ==
        "raise --lock-timeout, or end the process that holds it");
}

TEST_CASE("vigil: there is always time for one try") {
  const Watch watch(seconds(5));
  watch.outside.world.rest(seconds(60));
  CHECK(watch.vigil.left() == milliseconds(10));
}

TEST_CASE("vigil: no password is told") {
  Watch watch(seconds(5));
  watch.vigil.failed(starting);
  const base::Error error = watch.last_failure_after(seconds(5), starting);
  CHECK(support::joined(error.diagnostic().notes).find("s3") == std::string::npos);
  CHECK(watch.reporter.all<report::Waiting>().at(0).database == "postgresql://app@db/shop");
}
