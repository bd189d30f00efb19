#pragma once

#include "base/system_clock.hpp"
#include "base/world.hpp"
#include "support/clock.hpp"
#include "support/stop.hpp"

#include <optional>
#include <string>

namespace support {

/// The world with `AnyClock`, a stop request in the test's hand and nothing in the environment.
template <typename AnyClock>
struct WorldWith {
  AnyClock clock{};
  Stop stop{};
  base::World world{.clock = clock,
                    .stop = stop,
                    .chance = [] { return 0.5; },
                    .getenv = [](const std::string&) { return std::optional<std::string>(); }};
};

/// With real time.
using Outside = WorldWith<base::SystemClock>;
/// With time that passes in rests only.
using FakeOutside = WorldWith<Clock>;

}  // namespace support
