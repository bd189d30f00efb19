#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace base {

using Duration = std::chrono::milliseconds;

/// `250ms`, `30s`, `5m`, `1h` or `0`. Nothing for any other word.
std::optional<Duration> parse_duration(std::string_view text);

/// The shortest exact spelling: `250ms`, `90s` as `90s`, `5m`, `1h`.
std::string to_text(Duration duration);

/// For people, rounded: `12 ms`, `3.4 s`, `5 min`.
std::string approximately(Duration duration);

}  // namespace base
