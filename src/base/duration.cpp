#include "base/duration.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace base {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct Unit {
  std::string_view suffix;
  Duration length;
};

constexpr std::array units{
    Unit{.suffix = "h", .length = hours(1)}, Unit{.suffix = "m", .length = minutes(1)},
    Unit{.suffix = "s", .length = seconds(1)}, Unit{.suffix = "ms", .length = milliseconds(1)}};

std::optional<Duration> unit_of(std::string_view suffix) {
  for (const Unit& unit : units) {
    if (unit.suffix == suffix) return unit.length;
  }
  return std::nullopt;
}

std::string one_decimal(double value, const char* unit) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.1f %s", value, unit);
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  std::int64_t count = 0;
  const char* begin = text.data();
  const char* end = begin + text.size();
  const auto [rest, error] = std::from_chars(begin, end, count);
  if (error != std::errc() || count < 0 || text.starts_with('-')) return std::nullopt;
  if (rest == end && count == 0) return Duration(0);
  const auto unit = unit_of({rest, static_cast<std::size_t>(end - rest)});
  if (!unit ||
      count > std::numeric_limits<std::int32_t>::max() * std::int64_t{1000} / unit->count())
    return std::nullopt;
  return count * *unit;
}

std::string to_text(Duration duration) {
  if (duration.count() == 0) return "0";
  for (const Unit& unit : units) {
    if (duration % unit.length == Duration(0))
      return std::to_string(duration / unit.length) + std::string(unit.suffix);
  }
  return std::to_string(duration.count()) + "ms";
}

std::string approximately(Duration duration) {
  if (duration < seconds(1)) return std::to_string(duration.count()) + " ms";
  const double in_seconds = static_cast<double>(duration.count()) / 1000.0;
  if (duration < seconds(10)) return one_decimal(in_seconds, "s");
  if (duration < minutes(2)) return std::to_string(duration / seconds(1)) + " s";
  if (duration < hours(2)) return std::to_string(duration / minutes(1)) + " min";
  return one_decimal(in_seconds / 3600.0, "h");
}

}  // namespace base
