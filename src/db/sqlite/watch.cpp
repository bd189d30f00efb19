#include "db/sqlite/watch.hpp"

#include "base/duration.hpp"
#include "base/world.hpp"
#include "db/session.hpp"

#include <algorithm>
#include <chrono>

namespace db::sqlite {
namespace {

using std::chrono::milliseconds;

/// For limits that say nothing of locks: whoever calls tries again anyway.
constexpr base::Duration usual_patience = std::chrono::seconds(5);

constexpr base::Duration shortest_rest = milliseconds(1);

/// So many steps of SQLite's machine take well under a millisecond.
constexpr int steps_between_looks = 2000;

/// Longer each time, so that short locks cost little and long ones few wakes; random, so that two
/// who wait for each other's file do not march in step.
base::Duration pause(int number, double chance) {
  constexpr milliseconds shortest(5);
  constexpr milliseconds longest(100);
  const milliseconds span = std::min(shortest * (1 << std::min(number, 5)), longest);
  return shortest + milliseconds(static_cast<int>(chance * static_cast<double>(span.count())));
}

}  // namespace

void Watch::start(sqlite3* handle, const Limits& limits) {
  const base::Moment now = world_.clock.now();
  give_up_ = now + limits.lock.value_or(usual_patience);
  overdue_.reset();
  if (limits.statement) overdue_ = now + *limits.statement;
  rests_ = 0;
  // Each time: a migration's PRAGMA busy_timeout puts SQLite's own waiting in place of ours.
  sqlite3_busy_handler(handle, on_busy, this);
  sqlite3_progress_handler(handle, steps_between_looks, on_progress, this);
}

bool Watch::rest() {
  const base::Moment now = world_.clock.now();
  const base::Moment end = overdue_ ? std::min(give_up_, *overdue_) : give_up_;
  if (now >= end || world_.stop.signal() != 0) return false;
  const auto left = std::max(std::chrono::duration_cast<base::Duration>(end - now), shortest_rest);
  world_.clock.sleep(std::min(pause(rests_++, world_.chance()), left), world_.stop.fd());
  return world_.stop.signal() == 0;
}

bool Watch::overdue() const {
  return overdue_ && world_.clock.now() >= *overdue_;
}

int Watch::on_busy(void* self, int /*count*/) noexcept {
  return static_cast<Watch*>(self)->rest() ? 1 : 0;
}

int Watch::on_progress(void* self) noexcept {
  const auto* const watch = static_cast<const Watch*>(self);
  return watch->world_.stop.signal() != 0 || watch->overdue() ? 1 : 0;
}

}  // namespace db::sqlite
