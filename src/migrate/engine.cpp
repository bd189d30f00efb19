#include "migrate/engine.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "migrate/history.hpp"
#include "migrate/hook_runner.hpp"
#include "migrate/hooks.hpp"
#include "migrate/job.hpp"
#include "migrate/lock.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/prepare_history.hpp"
#include "migrate/reading.hpp"
#include "migrate/record_all.hpp"
#include "migrate/run_in_transaction.hpp"
#include "migrate/run_outside.hpp"
#include "migrate/safety_copy.hpp"
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
#include <utility>
#include <vector>

namespace migrate {
namespace {

/// What a newer image left half-done is that image's to finish; nobody else would tell of it.
void warn_of_half_done(const Standing& standing, report::Reporter& reporter) {
  for (const Line& line : standing.lines) {
    if (line.state == State::partial && line.file == nullptr)
      reporter.tell(
          report::Warned{{.headline = line.label() + " stopped half-way, and its file is not here",
                          .helps = {its_image_resumes}}});
  }
}

/// A migration that takes the server down with it would do so for ever.
constexpr int most_losses_without_progress = 3;

void count(const Reading& reading, Outcome& outcome) {
  outcome.total_applied = reading.standing.applied();
  outcome.pending = reading.standing.count(State::pending) +
                    reading.standing.count(State::out_of_order) +
                    reading.standing.count(State::partial);
}

bool only_records(const Step& step) {
  return step.act != Act::apply && step.act != Act::roll_back;
}

/// What was begun outside a transaction is finished there.
bool runs_outside(const Step& step) {
  return step.script().runs == Runs::outside_transaction ||
         (step.entry != nullptr && step.entry->progress);
}

bool needs_own_run(const Step& step) {
  return only_records(step) || runs_outside(step) || step.script().alone;
}

/// How many of the first steps share a transaction.
std::size_t group_length(std::span<const Step> steps, Grouping grouping) {
  if (only_records(steps.front()))
    return static_cast<std::size_t>(std::ranges::find_if_not(steps, only_records) - steps.begin());
  if (grouping != Grouping::all || needs_own_run(steps.front())) return 1;
  return static_cast<std::size_t>(std::ranges::find_if(steps, needs_own_run) - steps.begin());
}

/// Hooks stand outside the transactions of the migrations.
void run_each(const HookRunner& hooks, HookMoment moment, std::span<const Step> steps) {
  for (const Step& step : steps)
    hooks.run(moment, {&step, 1});
}

void take_steps(const Workshop& shop, const HookRunner& hooks, std::span<const Step> steps) {
  const std::size_t total = steps.size();
  std::size_t number = 1;
  while (!steps.empty()) {
    shop.world.check_stop();
    const std::size_t length = group_length(steps, shop.job.grouping);
    const Step& first = steps.front();
    const auto group = steps.first(length);
    run_each(hooks, HookMoment::before_each, group);
    if (only_records(first)) {
      record_all(shop, group);
    } else if (runs_outside(first)) {
      run_outside(shop, first, number, total);
    } else {
      run_in_transaction(shop, {.steps = group, .first = number, .total = total});
    }
    run_each(hooks, HookMoment::after_each, group);
    steps = steps.subspan(length);
    number += length;
  }
}

void take_steps_with_hooks(const Workshop& shop, std::span<const Step> steps) {
  const HookRunner hooks(shop);
  if (steps.empty()) return;
  try {
    hooks.run(HookMoment::before_migrate, steps);
    take_steps(shop, hooks, steps);
    hooks.run(HookMoment::after_migrate, steps);
  } catch (const base::Error& error) {
    hooks.run_on_error(error, steps);
    throw;
  }
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
  void add(const std::string& reason, std::size_t done) {
    count_ = done == done_ ? count_ + 1 : 1;
    done_ = done;
    if (count_ >= most_losses_without_progress) throw lost_too_often(reason);
  }

 private:
  int count_{0};
  std::size_t done_{0};
};

/// Changing one database as planned, connection after connection.
class Change {
 public:
  Change(const Job& job, const base::World& world, report::Reporter& reporter, Outcome& outcome)
      : job_(job),
        driver_(db::driver_for(job.target.url.engine)),
        world_(world),
        reporter_(reporter),
        outcome_(outcome),
        begin_(world.clock.now()) {}
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;
  ~Change() {
    outcome_.duration = std::chrono::duration_cast<base::Duration>(world_.clock.now() - begin_);
  }

  /// What a restart of a hundred up-to-date pods comes to: one look, no lock.
  bool nothing_pending(db::Session& session) {
    Reading reading;
    const History history(session, driver_);
    read_first(reading, job_, history);
    count(reading, outcome_);
    if (!reading.plan.steps.empty()) return false;
    warn_of_half_done(reading.standing, reporter_);
    const Version* current = reading.standing.current();
    reporter_.tell(report::NothingPending{.applied = reading.standing.applied(),
                                          .current = current == nullptr ? "" : current->text()});
    return true;
  }

  /// The order of this function is the order of what may go wrong: the lock comes before the
  /// history table, and before what was read of it is believed.
  void under_lock(db::Session& session) {
    History history(session, driver_);
    const Lock lock(session, job_.lock_timeout, world_, reporter_);
    prepare_history(history, session, job_, world_);
    Reading reading;
    read(reading, job_, history);
    count(reading, outcome_);
    const Workshop shop{.job = job_,
                        .driver = driver_,
                        .session = session,
                        .history = history,
                        .world = world_,
                        .reporter = reporter_,
                        .outcome = outcome_};
    tell_found(reading.history, shop);
    tried_.clear();
    for (const Step& step : reading.plan.steps)
      tried_.push_back({.key = step.key(),
                        .applied_at = applied_at(reading.history, step.key()),
                        .deed = {.act = step.act, .migration = name_of(step)}});
    if (!reading.plan.steps.empty()) copy_database(shop, reading.standing.current());
    take_steps_with_hooks(shop, reading.plan.steps);
  }

 private:
  /// What an earlier connection set out to do.
  struct Tried {
    std::string key{};
    /// What was recorded before; empty: nothing.
    std::string applied_at{};
    Deed deed{};
  };

  static std::string applied_at(std::span<const Entry> history, const std::string& key) {
    const auto entry = std::ranges::find(history, key, &Entry::key);
    return entry == history.end() ? "" : entry->applied_at;
  }

  /// A COMMIT whose answer was lost may have gone through: its deeds are ours to tell.
  void tell_found(std::span<const Entry> history, const Workshop& shop) {
    for (const Tried& tried : tried_) {
      const auto entry = std::ranges::find(history, tried.key, &Entry::key);
      const bool there = entry != history.end();
      const bool applied = there && !entry->progress && entry->applied_at != tried.applied_at &&
                           entry->applied_by == shop.applied_by();
      const bool told = std::ranges::find(outcome_.done, tried.deed) != outcome_.done.end();
      if (told) continue;
      if (tried.deed.act == Act::apply && applied)
        tell(tried.deed, report::Applied{.migration = tried.deed.migration,
                                         .duration = base::Duration(entry->duration_ms)});
      if (tried.deed.act == Act::roll_back && !there)
        tell(tried.deed, report::RolledBack{.migration = tried.deed.migration});
    }
  }

  void tell(const Deed& deed, const report::Event& event) {
    outcome_.done.push_back(deed);
    reporter_.tell(event);
  }

  const Job& job_;
  const db::Driver& driver_;
  const base::World& world_;
  report::Reporter& reporter_;
  Outcome& outcome_;
  base::Moment begin_;
  std::vector<Tried> tried_{};
};

/// One connection's worth of it. A refusal that no migration is to blame for is the history's.
void proceed(Change& change, db::Session& session, bool look_first) {
  try {
    if (!look_first || !change.nothing_pending(session)) change.under_lock(session);
  } catch (const db::SqlError& error) {
    throw history_refused(session.server(), error.failure());
  }
}

/// The first session, or one in place of a lost one: then the last words say what that means.
std::unique_ptr<db::Session> get_session(const ReadySession& ready, const std::string& lost) {
  try {
    return ready();
  } catch (const base::Error& error) {
    if (lost.empty()) throw;
    base::Diagnostic diagnostic = error.diagnostic();
    diagnostic.notes.push_back("the connection was lost while migrations ran: " + lost);
    diagnostic.notes.emplace_back(
        "what was running is rolled back, or recorded if it was committed: the next start looks");
    throw base::Error(error.exit(), std::move(diagnostic));
  }
}

}  // namespace

void carry_out(const Job& job, const ReadySession& ready, const base::World& world,
               report::Reporter& reporter, Outcome& outcome) {
  Change change(job, world, reporter, outcome);
  Losses losses;
  std::string lost;
  for (;;) {
    const std::unique_ptr<db::Session> session = get_session(ready, lost);
    try {
      // After a loss our own ghost may still commit: only the lock tells that it is over.
      proceed(change, *session, lost.empty());
      return;
    } catch (const db::ConnectionLost& error) {
      reporter.tell(report::ConnectionLost{.reason = error.what()});
      losses.add(error.what(), outcome.done.size());
      lost = error.what();
    }
  }
}

}  // namespace migrate
