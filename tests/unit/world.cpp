#include "base/world.hpp"

#include "base/error.hpp"
#include "support/outside.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <chrono>
#include <ostream>  // IWYU pragma: keep

using std::chrono::seconds;

TEST_CASE("world: without a signal a rest is a rest") {
  const support::FakeOutside outside;
  const base::Moment before = outside.clock.now();
  outside.world.rest(seconds(3));
  CHECK(outside.clock.now() - before == seconds(3));
}

TEST_CASE("world: who was asked to stop doesn't rest at all") {
  support::FakeOutside outside;
  outside.stop.ask(SIGTERM);
  CHECK_THROWS_AS(outside.world.rest(seconds(3)), base::Stopped);
  CHECK(outside.clock.rests.empty());
}

TEST_CASE("world: a signal during the rest ends it with that signal") {
  support::FakeOutside outside;
  outside.clock.on_rest = [&] { outside.stop.ask(SIGINT); };
  try {
    outside.world.rest(seconds(3));
    FAIL("the rest went on");
  } catch (const base::Stopped& stopped) {
    CHECK(stopped.signal() == SIGINT);
  }
}
