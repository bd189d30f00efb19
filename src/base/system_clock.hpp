#pragma once

#include "base/world.hpp"

namespace base {

/// The machine's own clock.
class SystemClock : public Clock {
 public:
  [[nodiscard]] Moment now() const override;
  [[nodiscard]] std::chrono::system_clock::time_point wall() const override;
  void sleep(Duration duration, int wake_fd) override;
};

}  // namespace base
