#include "base/backoff.hpp"

#include "base/duration.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace base {

Backoff::Backoff(Duration shortest, Duration longest, std::function<double()> chance)
    : shortest_(shortest), longest_(longest), last_(shortest), chance_(std::move(chance)) {}

Duration Backoff::next() {
  const auto span = static_cast<double>((last_ * 3 - shortest_).count());
  const auto extra = Duration(static_cast<Duration::rep>(span * chance_()));
  last_ = std::min(longest_, shortest_ + extra);
  return last_;
}

void Backoff::slow_down(Duration shortest) {
  shortest_ = std::max(shortest_, shortest);
  last_ = std::max(last_, shortest_);
}

}  // namespace base
