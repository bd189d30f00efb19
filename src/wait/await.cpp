#include "wait/await.hpp"

#include "base/backoff.hpp"
#include "base/diagnostic.hpp"
#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"
#include "wait/probe.hpp"
#include "wait/target.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wait {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto patience_for_one_try = seconds(5);
constexpr auto told_every = seconds(10);

/// A target that is not yet ready, and what it said.
struct Pending {
  Target target{};
  std::string answer{};
  std::string told{};
  base::Moment told_at{};
};

class Awaiting {
 public:
  Awaiting(const std::vector<Target>& targets, base::Duration wait_timeout,
           const base::World& world, report::Reporter& reporter)
      : total_(targets.size()),
        wait_timeout_(wait_timeout),
        world_(world),
        reporter_(reporter),
        begin_(world.clock.now()) {
    for (const Target& target : targets)
      pending_.push_back({.target = target});
  }

  [[nodiscard]] bool done() const { return pending_.empty(); }

  /// Until the time is up; a day if it never is. At least a moment: one try is always made.
  [[nodiscard]] base::Duration left() const {
    if (wait_timeout_ == base::Duration(0)) return hours(24);
    return std::max<base::Duration>(wait_timeout_ - elapsed(), milliseconds(10));
  }

  void try_once(const Probe& probe) {
    const auto patience = std::min<base::Duration>(patience_for_one_try, left());
    const std::vector<Answer> answers = probe(targets(), world_, patience);
    ++tries_;
    take(answers, patience);
    if (!done() && out_of_time()) give_up();
    for (Pending& one : pending_)
      tell_waiting(one);
  }

 private:
  /// Keeps those that are not ready.
  void take(const std::vector<Answer>& answers, base::Duration patience) {
    std::vector<Pending> still;
    for (std::size_t index = 0; index < pending_.size(); ++index) {
      Pending& one = pending_[index];
      if (const Answer& answer = answers[index]; answer) {
        hear(one, *answer, patience);
        still.push_back(std::move(one));
      } else {
        tell_ready(one);
      }
    }
    pending_ = std::move(still);
  }

  /// A last try that is cut short must not hide what was said before.
  static void hear(Pending& one, const std::string& answer, base::Duration patience) {
    if (!answer.empty()) {
      one.answer = answer;
    } else if (one.answer.empty() || patience == patience_for_one_try) {
      one.answer = "no answer within " + base::approximately(patience);
    }
  }

  [[nodiscard]] std::vector<Target> targets() const {
    std::vector<Target> all;
    all.reserve(pending_.size());
    for (const Pending& one : pending_)
      all.push_back(one.target);
    return all;
  }

  [[nodiscard]] base::Duration elapsed() const {
    return std::chrono::duration_cast<base::Duration>(world_.clock.now() - begin_);
  }

  [[nodiscard]] bool out_of_time() const {
    return wait_timeout_ != base::Duration(0) && elapsed() >= wait_timeout_;
  }

  void tell_ready(const Pending& one) {
    if (tries_ > 1)
      reporter_.tell(report::TargetReady{.target = one.target.text, .waited = elapsed()});
  }

  void tell_waiting(Pending& one) {
    const base::Moment now = world_.clock.now();
    if (one.answer == one.told && now - one.told_at < told_every) return;
    one.told = one.answer;
    one.told_at = now;
    const bool bounded = wait_timeout_ != base::Duration(0);
    reporter_.tell(report::TargetWaiting{
        .target = one.target.text,
        .reason = one.answer,
        .elapsed = elapsed(),
        .remaining = bounded ? std::optional(wait_timeout_ - elapsed()) : std::nullopt});
  }

  [[nodiscard]] std::string who() const {
    if (total_ == 1) return pending_.front().target.text + " was";
    return std::to_string(pending_.size()) + " of " + std::to_string(total_) + " targets were";
  }

  [[noreturn]] void give_up() const {
    base::Diagnostic diagnostic{.headline =
                                    who() + " not ready within " + base::to_text(wait_timeout_)};
    for (const Pending& one : pending_)
      diagnostic.notes.push_back("the last answer of " + one.target.text + " was: " + one.answer);
    diagnostic.helps.emplace_back("raise --wait-timeout, or look at why it does not answer");
    throw base::Error(base::Exit::unavailable, std::move(diagnostic));
  }

  std::size_t total_;
  base::Duration wait_timeout_;
  const base::World& world_;
  report::Reporter& reporter_;
  base::Moment begin_;
  std::size_t tries_{0};
  std::vector<Pending> pending_{};
};

}  // namespace

void await_targets(const std::vector<Target>& targets, base::Duration wait_timeout,
                   const base::World& world, report::Reporter& reporter, const Probe& probe) {
  Awaiting awaiting(targets, wait_timeout, world, reporter);
  base::Backoff backoff(milliseconds(100), seconds(5), world.chance);
  while (!awaiting.done()) {
    world.check_stop();
    awaiting.try_once(probe);
    if (!awaiting.done()) world.rest(std::min(backoff.next(), awaiting.left()));
  }
}

}  // namespace wait
