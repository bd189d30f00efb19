#include "migrate/engine.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/lock.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/prepare_history.hpp"
#include "migrate/run_in_transaction.hpp"
#include "migrate/run_outside.hpp"
#include "migrate/standing.hpp"
#include "migrate/survey.hpp"
#include "migrate/version.hpp"
#include "migrate/workshop.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace migrate {
namespace {

/// A migration that takes the server down with it would do so for ever.
constexpr int most_losses_without_progress = 3;

/// The history as it is now, and what follows from it. Steps point into both.
struct Reading {
  std::vector<Entry> history{};
  Standing standing{};
  Plan plan{};
};

/// Fills in place: the standing points into the history.
void read(Reading& reading, const Job& job, const History& history) {
  reading.history = history.read();
  reading.standing = take_stock(job.migrations, reading.history);
  reading.plan = make_plan(reading.standing, job.policy);
  if (reading.plan.conflict)
    throw base::Error(reading.plan.conflict->exit, reading.plan.conflict->diagnostic);
}

void count(const Reading& reading, Outcome& outcome) {
  outcome.total_applied = reading.standing.applied();
  outcome.pending = reading.standing.count(State::pending) +
                    reading.standing.count(State::out_of_order) +
                    reading.standing.count(State::partial);
}

bool needs_own_run(const Line& step) {
  return step.file->runs == Runs::outside_transaction || step.file->alone;
}

/// How many of the first steps share a transaction.
std::size_t group_length(std::span<const Line> steps, Grouping grouping) {
  if (grouping != Grouping::all || needs_own_run(steps.front())) return 1;
  return static_cast<std::size_t>(std::ranges::find_if(steps, needs_own_run) - steps.begin());
}

void apply_steps(const Workshop& shop, std::span<const Line> steps) {
  const std::size_t total = steps.size();
  std::size_t number = 1;
  while (!steps.empty()) {
    shop.world.check_stop();
    const std::size_t length = group_length(steps, shop.job.grouping);
    if (steps.front().file->runs == Runs::outside_transaction) {
      run_outside(shop, steps.front(), number, total);
    } else {
      run_in_transaction(shop, {.steps = steps.first(length), .first = number, .total = total});
    }
    steps = steps.subspan(length);
    number += length;
  }
}

/// The order of this function is the order of what may go wrong: the lock comes before the history
/// table, and before what was read of it is believed.
void run_under_lock(const Job& job, db::Session& session, const base::World& world,
                    report::Reporter& reporter, Outcome& outcome) {
  const db::Driver& driver = db::driver_for(job.target.url.engine);
  History history(session, driver);
  const Lock lock(session, job.lock_timeout, world, reporter);
  prepare_history(history, session, job, world);
  Reading reading;
  read(reading, job, history);
  count(reading, outcome);
  const Workshop shop{.job = job,
                      .driver = driver,
                      .session = session,
                      .history = history,
                      .world = world,
                      .reporter = reporter,
                      .outcome = outcome};
  apply_steps(shop, reading.plan.steps);
}

bool nothing_pending(const Job& job, db::Session& session, Outcome& outcome,
                     report::Reporter& reporter) {
  Reading reading;
  read(reading, job, History(session, db::driver_for(job.target.url.engine)));
  count(reading, outcome);
  if (!reading.plan.steps.empty()) return false;
  const Version* current = reading.standing.current();
  reporter.tell(report::NothingPending{.applied = reading.standing.applied(),
                                       .current = current == nullptr ? "" : current->text()});
  return true;
}

base::Error lost_too_often(const std::string& reason) {
  return {base::Exit::unavailable,
          {.headline = "the connection to the database was lost " +
                       std::to_string(most_losses_without_progress) + " times in a row",
           .notes = {"the last time: " + reason,
                     "what was running then is rolled back, or recorded if it was committed"},
           .helps = {"look at the server's log; then start again"}}};
}

/// Counts the losses between which nothing got done.
class Losses {
 public:
  void add(const std::string& reason, std::size_t applied) {
    count_ = applied == applied_ ? count_ + 1 : 1;
    applied_ = applied;
    if (count_ >= most_losses_without_progress) throw lost_too_often(reason);
  }

 private:
  int count_{0};
  std::size_t applied_{0};
};

}  // namespace

void bring_up_to_date(const Job& job, const ReadySession& ready, const base::World& world,
                      report::Reporter& reporter, Outcome& outcome) {
  const base::Moment begin = world.clock.now();
  Losses losses;
  bool look_first = true;
  for (;;) {
    const std::unique_ptr<db::Session> session = ready();
    try {
      // After a lost connection our own ghost may still commit: only the lock tells that it is
      // over.
      if (!look_first || !nothing_pending(job, *session, outcome, reporter))
        run_under_lock(job, *session, world, reporter, outcome);
      outcome.duration = std::chrono::duration_cast<base::Duration>(world.clock.now() - begin);
      return;
    } catch (const db::ConnectionLost& error) {
      reporter.tell(report::ConnectionLost{.reason = error.what()});
      losses.add(error.what(), outcome.applied.size());
      look_first = false;
    }
  }
}

}  // namespace migrate
