#include "report/phrases.hpp"

#include "base/duration.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace report {
namespace {

/// A wait is told in seconds from its start: `0.1 s`.
std::string seconds(base::Duration elapsed) {
  if (elapsed >= std::chrono::seconds(1)) return base::approximately(elapsed);
  const auto tenths = std::clamp<base::Duration::rep>(elapsed.count() / 100, 1, 9);
  return "0." + std::to_string(tenths) + " s";
}

}  // namespace

std::string name_of(const Name& migration) {
  if (migration.version.empty()) return "R__" + migration.name;
  if (migration.name.empty()) return migration.version;
  return migration.version + (migration.version.starts_with('B') ? "__" : "_") + migration.name;
}

std::string progress(base::Duration elapsed, std::optional<base::Duration> remaining) {
  return seconds(elapsed) + " so far, " +
         (remaining ? base::approximately(*remaining) + " left" : "no time limit");
}

std::string migrations_are_applied(std::size_t count) {
  if (count == 0) return "no migrations are applied";
  if (count == 1) return "1 migration is applied";
  return std::to_string(count) + " migrations are applied";
}

std::string signal_name(int signal) {
  switch (signal) {
    case SIGHUP:
      return "SIGHUP";
    case SIGINT:
      return "SIGINT";
    case SIGQUIT:
      return "SIGQUIT";
    case SIGTERM:
      return "SIGTERM";
    default:
      return "signal " + std::to_string(signal);
  }
}

Level level_of(ServerNotice::Severity severity) {
  switch (severity) {
    case ServerNotice::Severity::debug:
      return Level::debug;
    case ServerNotice::Severity::info:
      return Level::info;
    case ServerNotice::Severity::warning:
      return Level::warning;
  }
  return Level::warning;
}

}  // namespace report
