#pragma once

#include "base/duration.hpp"

#include <functional>
#include <optional>
#include <string>

namespace base {

using Moment = std::chrono::steady_clock::time_point;

/// Time, and resting for some of it.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual Moment now() const = 0;
  [[nodiscard]] virtual std::chrono::system_clock::time_point wall() const = 0;
  /// Returns after `duration`, or at once when `wake_fd` becomes readable.
  virtual void sleep(Duration duration, int wake_fd) = 0;
};

/// Whether somebody asked us to stop.
class Stop {
 public:
  Stop() = default;
  Stop(const Stop&) = delete;
  Stop& operator=(const Stop&) = delete;
  virtual ~Stop() = default;

  /// The signal that asked, 0 if none did.
  [[nodiscard]] virtual int signal() const = 0;
  /// Readable from the moment the signal came; -1 where there is none.
  [[nodiscard]] virtual int fd() const = 0;
};

/// The outside, passed down and never global. With a fake one a wait of a minute takes a moment.
struct World {
  Clock& clock;
  Stop& stop;
  /// Evenly distributed in [0, 1).
  std::function<double()> chance;
  /// A variable of the environment; empty counts as set.
  std::function<std::optional<std::string>(const std::string&)> getenv;

  /// Throws Stopped if a signal came.
  void check_stop() const;
  /// Sleeps, throws Stopped as soon as a signal comes.
  void rest(Duration duration) const;
};

}  // namespace base
