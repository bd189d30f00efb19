#pragma once

#include "report/event.hpp"
#include "report/reporter.hpp"

#include <variant>
#include <vector>

namespace support {

/// Keeps what it is told.
class RecordingReporter : public report::Reporter {
 public:
  void tell(const report::Event& event) override { events.push_back(event); }

  /// All events of one kind, in order.
  template <typename Kind>
  [[nodiscard]] std::vector<Kind> all() const {
    std::vector<Kind> found;
    for (const report::Event& event : events) {
      if (const auto* one = std::get_if<Kind>(&event)) found.push_back(*one);
    }
    return found;
  }

  std::vector<report::Event> events{};
};

}  // namespace support
