#include "migrate/lock.hpp"

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "report/event.hpp"
#include "support/caught.hpp"
#include "support/fake_database.hpp"
#include "support/fake_session.hpp"
#include "support/outside.hpp"
#include "support/recording_reporter.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <ostream>  // IWYU pragma: keep

using report::LockTaken;
using report::LockWaiting;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// Somebody who wants the lock of a database.
struct Applicant {
  support::FakeOutside outside{};
  support::RecordingReporter reporter{};
  support::FakeDatabase database{};
  support::FakeSession session{database};

  void lock(base::Duration patience) {
    const migrate::Lock lock(session, patience, outside.world, reporter);
  }
};

constexpr int for_ever = 1'000'000;

}  // namespace

TEST_CASE("lock: a free one is taken at once, and given back") {
  Applicant applicant;
  applicant.lock(seconds(60));
  CHECK(applicant.database.journal() == "lock / unlock");
  CHECK(applicant.outside.clock.rests.empty());
  CHECK(applicant.reporter.all<LockTaken>().at(0).waited == seconds(0));
}

TEST_CASE("lock: a taken one is asked for again after a short rest") {
  Applicant applicant;
  applicant.database.lock_refusals = 2;
  applicant.lock(seconds(60));
  CHECK(applicant.database.journal() == "lock / lock / lock / unlock");
  CHECK(std::ranges::all_of(applicant.outside.clock.rests, [](base::Duration rest) {
    return rest >= milliseconds(50) && rest <= milliseconds(200);
  }));
}

TEST_CASE("lock: who holds it is told at first, then every ten seconds") {
  Applicant applicant;
  applicant.database.lock_holder = "pid 7 (migrexec/pod-1)";
  applicant.database.lock_refusals = 200;
  applicant.lock(seconds(60));
  const auto told = applicant.reporter.all<LockWaiting>();
  CHECK(told.size() == 3);
  CHECK(told.at(0).holder == "pid 7 (migrexec/pod-1)");
  CHECK(told.at(0).remaining == seconds(60));
  CHECK(told.at(1).elapsed == seconds(10));
  CHECK(told.at(1).remaining == seconds(50));
}

TEST_CASE("lock: that it changed hands is told at once") {
  Applicant applicant;
  applicant.database.lock_holder = "pid 7";
  applicant.database.lock_refusals = 3;
  applicant.outside.clock.on_rest = [&] { applicant.database.lock_holder = "pid 8"; };
  applicant.lock(seconds(60));
  const auto told = applicant.reporter.all<LockWaiting>();
  CHECK(told.size() == 2);
  CHECK(told.at(1).holder == "pid 8");
}

TEST_CASE("lock: one that is not given up in time ends the run") {
  Applicant applicant;
  applicant.database.lock_holder = "pid 7 (migrexec/pod-1)";
  applicant.database.lock_refusals = for_ever;
  const base::Error error = support::caught([&] { applicant.lock(seconds(30)); });
  CHECK(error.exit() == base::Exit::lock_timeout);
  CHECK(error.diagnostic().headline == "the migration lock was not obtained within 30s");
  CHECK(error.diagnostic().notes.at(0) == "it is held by pid 7 (migrexec/pod-1)");
  CHECK(applicant.outside.clock.now() == base::Moment{} + seconds(30));
}

TEST_CASE("lock: a holder that nobody knows is another process") {
  Applicant applicant;
  applicant.database.lock_refusals = for_ever;
  const base::Error error = support::caught([&] { applicant.lock(seconds(1)); });
  CHECK(error.diagnostic().notes.at(0) == "it is held by another process");
  CHECK(applicant.reporter.all<LockWaiting>().empty());
}

TEST_CASE("lock: without patience it is asked for once") {
  Applicant applicant;
  applicant.database.lock_refusals = for_ever;
  CHECK(support::caught([&] { applicant.lock(seconds(0)); }).exit() == base::Exit::lock_timeout);
  CHECK(applicant.database.journal() == "lock");
}

TEST_CASE("lock: a signal ends the waiting") {
  Applicant applicant;
  applicant.database.lock_refusals = for_ever;
  applicant.outside.clock.on_rest = [&] { applicant.outside.stop.ask(SIGTERM); };
  CHECK_THROWS_AS(applicant.lock(seconds(60)), base::Stopped);
  CHECK(applicant.database.journal() == "lock");
}
