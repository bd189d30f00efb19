#include "base/system_clock.hpp"

#include "base/duration.hpp"
#include "base/world.hpp"

#include <poll.h>

#include <algorithm>
#include <chrono>

namespace base {

Moment SystemClock::now() const {
  return std::chrono::steady_clock::now();
}

std::chrono::system_clock::time_point SystemClock::wall() const {
  return std::chrono::system_clock::now();
}

void SystemClock::sleep(Duration duration, int wake_fd) {
  pollfd wake{.fd = wake_fd, .events = POLLIN, .revents = 0};
  const auto patience = std::clamp<Duration::rep>(duration.count(), 0, 1'000'000'000);
  ::poll(&wake, 1, static_cast<int>(patience));
}

}  // namespace base
