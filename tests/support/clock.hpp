#pragma once

#include "base/duration.hpp"
#include "base/world.hpp"

#include <chrono>
#include <functional>
#include <vector>

namespace support {

/// A clock that stands still, but for the rests: a wait of a minute takes a moment.
class Clock : public base::Clock {
 public:
  [[nodiscard]] base::Moment now() const override { return base::Moment{} + passed_; }
  [[nodiscard]] std::chrono::system_clock::time_point wall() const override {
    return std::chrono::system_clock::time_point{} + std::chrono::hours(12) + passed_;
  }
  void sleep(base::Duration duration, int /*wake_fd*/) override {
    rests.push_back(duration);
    passed_ += duration;
    if (on_rest) on_rest();
  }

  /// All rests so far.
  std::vector<base::Duration> rests{};
  /// What happens meanwhile.
  std::function<void()> on_rest{};

 private:
  base::Duration passed_{0};
};

}  // namespace support
