#include "migrate/lock.hpp"

#include "base/diagnostic.hpp"
#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/session.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace migrate {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto told_every = seconds(10);

base::Error not_obtained(const std::string& holder, base::Duration patience) {
  base::Diagnostic diagnostic{.headline = "the migration lock was not obtained within " +
                                          base::to_text(patience)};
  diagnostic.notes.push_back("it is held by " + (holder.empty() ? "another process" : holder));
  diagnostic.helps.emplace_back(
      "if that is a migration at work, raise --lock-timeout; if it hangs, end it");
  return {base::Exit::lock_timeout, std::move(diagnostic)};
}

/// Between 50 and 200 ms: the last of many waiters is not late, and they don't march in step.
base::Duration pause(const base::World& world) {
  return milliseconds(50 + static_cast<int>(150 * world.chance()));
}

/// Says who holds the lock: at first, when it changes hands, and every ten seconds.
class Announcer {
 public:
  Announcer(base::Duration patience, const base::World& world, report::Reporter& reporter)
      : patience_(patience), world_(world), reporter_(reporter), begin_(world.clock.now()) {}

  [[nodiscard]] base::Duration elapsed() const {
    return std::chrono::duration_cast<base::Duration>(world_.clock.now() - begin_);
  }

  void held_by(const std::string& holder) {
    const base::Moment now = world_.clock.now();
    if (told_ && holder == holder_ && now - told_at_ < told_every) return;
    told_ = true;
    holder_ = holder;
    told_at_ = now;
    reporter_.tell(report::LockWaiting{
        .holder = holder, .elapsed = elapsed(), .remaining = patience_ - elapsed()});
  }

 private:
  base::Duration patience_;
  const base::World& world_;
  report::Reporter& reporter_;
  base::Moment begin_;
  base::Moment told_at_{};
  std::string holder_{};
  bool told_{false};
};

}  // namespace

Lock::Lock(db::Session& session, base::Duration patience, const base::World& world,
           report::Reporter& reporter)
    : session_(session) {
  Announcer announcer(patience, world, reporter);
  while (!session.try_lock()) {
    const std::string holder = session.lock_holder();
    if (announcer.elapsed() >= patience) throw not_obtained(holder, patience);
    // Given back between two questions: no news.
    if (!holder.empty()) announcer.held_by(holder);
    world.rest(std::min(pause(world), std::max(patience - announcer.elapsed(), base::Duration(1))));
  }
  reporter.tell(report::LockTaken{.waited = announcer.elapsed()});
}

}  // namespace migrate
