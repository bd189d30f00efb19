#include "wait/readiness.hpp"

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/postgres/postgres.hpp"
#include "db/session.hpp"
#include "db/sqlite/sqlite.hpp"
#include "db/url.hpp"
#include "report/event.hpp"
#include "sql/dialect.hpp"
#include "support/caught.hpp"
#include "support/fake_database.hpp"
#include "support/fake_session.hpp"
#include "support/outside.hpp"
#include "support/recording_reporter.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using db::ConnectFailure;
using db::Verdict;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using wait::Need;

namespace {

const ConnectFailure starting{.message = "the database system is starting up", .code = "57P03"};

/// What `open` finds; the seam has no room for more than a pointer.
struct Scene;
Scene* current = nullptr;

/// A server that fails some tries first.
struct Scene {
  Scene() { current = this; }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;
  ~Scene() { current = nullptr; }

  std::unique_ptr<db::Session> ready(Need need, base::Duration wait_timeout = minutes(5)) {
    return wait::ready_session({.url = db::parse_url("postgresql://app@db/shop")}, need,
                               {.wait_timeout = wait_timeout, .lock_timeout = minutes(1)},
                               outside.world, reporter);
  }
  std::unique_ptr<db::Session> open(base::Duration patience) {
    patiences.push_back(patience);
    if (failures.size() >= patiences.size()) throw db::ConnectError(failures[patiences.size() - 1]);
    return std::make_unique<support::FakeSession>(database);
  }

  support::FakeOutside outside{};
  support::RecordingReporter reporter{};
  support::FakeDatabase database{};
  std::vector<ConnectFailure> failures{};
  std::vector<base::Duration> patiences{};
};

constexpr db::Driver scripted{
    .engine = db::Engine::postgresql,
    .name = "PostgreSQL",
    .dialect = sql::Dialect::postgresql,
    .open = [](const db::Target& /*target*/, const base::World& /*world*/,
               base::Duration patience) { return current->open(patience); },
    .create_history = {},
    .applied_at = {},
    .now = {},
    .has_catalog = true};

}  // namespace

namespace db {

/// Takes the place of the engine's own in the tests' program: inside a Scene the servers are its.
const Driver& driver_for(Engine engine) {
  if (current != nullptr) return scripted;
  return engine == Engine::postgresql ? postgres::driver() : sqlite::driver();
}

}  // namespace db

TEST_CASE("readiness: a server that answers is ready at once, and nothing is told") {
  Scene scene;
  CHECK(scene.ready(Need::migrate) != nullptr);
  CHECK(scene.outside.clock.rests.empty());
  CHECK(scene.reporter.events.empty());
}

TEST_CASE("readiness: a server that starts up is waited for") {
  Scene scene;
  scene.failures.assign(20, starting);
  CHECK(scene.ready(Need::migrate) != nullptr);
  CHECK(scene.patiences.size() == 21);
  CHECK(scene.reporter.all<report::Ready>().size() == 1);
}

TEST_CASE("readiness: rests are between a tenth and five seconds") {
  Scene scene;
  scene.failures.assign(20, starting);
  scene.ready(Need::migrate);
  const auto& rests = scene.outside.clock.rests;
  CHECK(std::ranges::min(rests) >= milliseconds(100));
  CHECK(std::ranges::max(rests) <= seconds(5));
}

TEST_CASE("readiness: a full server is asked once a second at most") {
  Scene scene;
  scene.failures.assign(3, {.message = "too many clients", .code = "53300", .slow_down = true});
  scene.ready(Need::migrate);
  CHECK(std::ranges::min(scene.outside.clock.rests) >= seconds(1));
}

TEST_CASE("readiness: one try has five seconds, or what is left") {
  Scene scene;
  scene.failures.assign(1000, starting);
  support::caught([&] { scene.ready(Need::migrate, seconds(12)); });
  CHECK(scene.patiences.front() == seconds(5));
  CHECK(scene.patiences.back() < seconds(5));
}

TEST_CASE("readiness: the wait ends when its time is up, not later") {
  Scene scene;
  scene.failures.assign(1000, starting);
  const base::Error error = support::caught([&] { scene.ready(Need::migrate, seconds(12)); });
  CHECK(error.exit() == base::Exit::unavailable);
  CHECK(scene.outside.clock.now() == base::Moment{} + seconds(12));
}

TEST_CASE("readiness: what is fatal is not tried again") {
  Scene scene;
  scene.failures.assign(
      2, {.message = "no password", .verdict = Verdict::fatal, .exit = base::Exit::refused});
  CHECK(support::caught([&] { scene.ready(Need::migrate); }).exit() == base::Exit::refused);
  CHECK(scene.patiences.size() == 1);
}

TEST_CASE("readiness: a hot standby is waited for until it is promoted") {
  Scene scene;
  scene.database.server.writable = false;
  scene.outside.clock.on_rest = [&] { scene.database.server.writable = true; };
  CHECK(scene.ready(Need::writable) != nullptr);
  CHECK(scene.reporter.all<report::Waiting>().at(0).reason ==
        "the server is a hot standby or read-only");
}

TEST_CASE("readiness: for reading a hot standby will do") {
  Scene scene;
  scene.database.server.writable = false;
  CHECK(scene.ready(Need::answer) != nullptr);
}

TEST_CASE("readiness: a pooler is refused where the lock matters") {
  Scene scene;
  scene.database.server.pooled = true;
  CHECK(support::caught([&] { scene.ready(Need::migrate); }).exit() == base::Exit::configuration);
}

TEST_CASE("readiness: a pooler is fine where only an answer is wanted") {
  Scene scene;
  scene.database.server.pooled = true;
  CHECK(scene.ready(Need::answer) != nullptr);
  CHECK(scene.ready(Need::writable) != nullptr);
}

TEST_CASE("readiness: an old server behind a socket is ready at once") {
  Scene scene;
  scene.database.server.by_socket = true;
  scene.ready(Need::migrate);
  CHECK(scene.outside.clock.rests.empty());
}

TEST_CASE("readiness: a young server behind a socket must answer for two seconds") {
  Scene scene;
  scene.database.server.by_socket = true;
  scene.database.server.just_started = true;
  scene.ready(Need::migrate);
  CHECK(scene.outside.clock.now() == base::Moment{} + seconds(2));
  CHECK(scene.database.count("SELECT 1") == 10);
}

TEST_CASE("readiness: so must one behind a socket that was seen unready") {
  Scene scene;
  scene.database.server.by_socket = true;
  scene.failures.assign(1, starting);
  scene.ready(Need::migrate);
  CHECK(scene.database.count("SELECT 1") == 10);
}

TEST_CASE("readiness: a young server by TCP is ready at once") {
  Scene scene;
  scene.database.server.just_started = true;
  scene.ready(Need::migrate);
  CHECK(scene.outside.clock.rests.empty());
}

TEST_CASE("readiness: a temporary server that goes away is followed by the real one") {
  Scene scene;
  scene.database.server.by_socket = true;
  scene.database.server.just_started = true;
  scene.database.when("SELECT 1", support::fail_with(db::ConnectionLost("shutting down")));
  CHECK(scene.ready(Need::migrate) != nullptr);
  CHECK(scene.patiences.size() == 2);
  CHECK(scene.reporter.all<report::Waiting>().at(0).reason == "shutting down");
}

TEST_CASE("readiness: a signal ends the wait") {
  Scene scene;
  scene.failures.assign(1000, starting);
  scene.outside.clock.on_rest = [&] { scene.outside.stop.ask(SIGTERM); };
  CHECK_THROWS_AS(scene.ready(Need::migrate), base::Stopped);
  CHECK(scene.patiences.size() == 1);
}
