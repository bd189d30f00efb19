#pragma once

#include "base/duration.hpp"

#include <functional>

namespace base {

/// Decorrelated jitter: each rest is drawn between the shortest and three times the last one, so
/// that replicas which started together drift apart. Never below the shortest, never above the
/// longest.
class Backoff {
 public:
  Backoff(Duration shortest, Duration longest, std::function<double()> chance);

  Duration next();
  /// The next rests are not shorter than this.
  void slow_down(Duration shortest);

 private:
  Duration shortest_;
  Duration longest_;
  Duration last_;
  std::function<double()> chance_;
};

}  // namespace base
