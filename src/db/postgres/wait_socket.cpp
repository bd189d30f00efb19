#include "db/postgres/wait_socket.hpp"

#include "base/duration.hpp"
#include "base/world.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace db::postgres {
namespace {

short events_for(Direction direction) {
  if (direction == Direction::read) return POLLIN;
  if (direction == Direction::write) return POLLOUT;
  return POLLIN | POLLOUT;
}

int milliseconds_until(std::optional<base::Moment> deadline, const base::World& world) {
  if (!deadline) return -1;
  const auto left = std::chrono::ceil<base::Duration>(*deadline - world.clock.now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000'000));
}

}  // namespace

Woken wait_socket(int socket, Direction direction, const base::World& world, const Until& until) {
  const bool heeds = until.heed == Heed::stop;
  for (;;) {
    if (heeds && world.stop.signal() != 0) return Woken::by_stop;
    std::array<pollfd, 2> watched{
        pollfd{.fd = socket, .events = events_for(direction), .revents = 0},
        pollfd{.fd = heeds ? world.stop.fd() : -1, .events = POLLIN, .revents = 0}};
    const int count =
        ::poll(watched.data(), watched.size(), milliseconds_until(until.deadline, world));
    if (count > 0 && watched[0].revents != 0) return Woken::by_socket;
    if (count == 0) return Woken::by_time;
  }
}

}  // namespace db::postgres
