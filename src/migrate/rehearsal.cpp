#include "migrate/rehearsal.hpp"

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/scratch.hpp"
#include "migrate/engine.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/rollback.hpp"
#include "migrate/standing.hpp"
#include "migrate/survey.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace migrate {
namespace {

using Lines = std::vector<std::string>;
using Verdict = Rehearsed::Verdict;

/// Rehearsals are told of as a whole, not step by step.
class Silence : public report::Reporter {
 public:
  void tell(const report::Event& /*event*/) override {}
};

/// A scratch database, and what is done on it.
class Stage {
 public:
  Stage(const Job& job, const OpenSession& open, const base::World& world)
      : job_(job),
        open_(open),
        world_(world),
        driver_(db::driver_for(job.target.url.engine)),
        scratch_(driver_.make_scratch(job.target, world)) {}

  void apply(const Migration& migration) const {
    carry_out([&](const Standing& /*unused*/, const History& /*asked*/) -> Plan {
      return {.steps = {{.act = Act::apply, .file = &migration}}};
    });
  }

  /// It must be able to meet what it made itself.
  void apply_repeatable(const Migration& migration) const {
    const auto planner = [&](const Standing& standing, const History& /*asked*/) -> Plan {
      const auto line = std::ranges::find(standing.repeatables, &migration, &Line::file);
      return {.steps = {step_of(Act::apply, *line)}};
    };
    carry_out(planner);
    carry_out(planner);
  }

  void roll_back_newest() const {
    const Rules rules{
        .dialect = driver_.dialect, .grouping = job_.grouping, .values = job_.hooks.rules.values};
    carry_out(rollback_planner("", {.rules = rules}, plan_rollback));
  }

  [[nodiscard]] Lines schema() const { return driver_.schema(*open_(scratch_->target())); }

 private:
  void carry_out(Planner planner) const {
    Job job = job_;
    job.target = scratch_->target();
    job.planner = std::move(planner);
    job.hooks.hooks.clear();
    Silence silence;
    Outcome outcome;
    migrate::carry_out(job, [&] { return open_(job.target); }, world_, silence, outcome);
  }

  const Job& job_;
  const OpenSession& open_;
  const base::World& world_;
  const db::Driver& driver_;
  std::unique_ptr<db::Scratch> scratch_;
};

/// What `more` has and `less` has not; both sorted.
Lines beyond(const Lines& more, const Lines& less) {
  Lines lines;
  std::ranges::set_difference(more, less, std::back_inserter(lines));
  return lines;
}

void compare(Rehearsed& rehearsed, const Lines& expected, const Lines& found) {
  rehearsed.left = beyond(found, expected);
  rehearsed.lost = beyond(expected, found);
  const bool same = rehearsed.left.empty() && rehearsed.lost.empty();
  rehearsed.verdict = same ? Verdict::passed : Verdict::not_undone;
}

/// The whole rehearsal, migration after migration.
class Rehearsal {
 public:
  Rehearsal(const Job& job, const OpenSession& open, const base::World& world)
      : job_(job), open_(open), world_(world), stage_(std::make_unique<Stage>(job, open, world)) {}

  std::vector<Rehearsed> play() {
    std::vector<Rehearsed> all;
    for (const Migration& migration : job_.migrations) {
      world_.check_stop();
      all.push_back(play_one(migration));
      if (!all.back().error) continue;
      if (!was_applied_) break;
      play_anew_until(migration);
    }
    return all;
  }

 private:
  Rehearsed play_one(const Migration& migration) {
    Rehearsed rehearsed{.label = migration.label()};
    const base::Moment begin = world_.clock.now();
    was_applied_ = false;
    try {
      play_scenes(migration, rehearsed);
    } catch (const base::Error& error) {
      // What was left behind is in the way of the second time: that is known already.
      if (rehearsed.verdict != Verdict::not_undone) rehearsed.verdict = Verdict::failed;
      rehearsed.error = error;
    }
    rehearsed.duration = std::chrono::duration_cast<base::Duration>(world_.clock.now() - begin);
    return rehearsed;
  }

  void play_scenes(const Migration& migration, Rehearsed& rehearsed) {
    if (migration.kind == Kind::repeatable) {
      stage_->apply_repeatable(migration);
      rehearsed.verdict = Verdict::repeated;
      return;
    }
    const Lines before = migration.down ? stage_->schema() : Lines();
    stage_->apply(migration);
    was_applied_ = true;
    if (!migration.down) {
      rehearsed.verdict = Verdict::no_down;
      return;
    }
    stage_->roll_back_newest();
    compare(rehearsed, before, stage_->schema());
    stage_->apply(migration);
  }

  void play_anew_until(const Migration& last) {
    stage_.reset();
    stage_ = std::make_unique<Stage>(job_, open_, world_);
    for (const Migration& migration : job_.migrations) {
      stage_->apply(migration);
      if (&migration == &last) return;
    }
  }

  const Job& job_;
  const OpenSession& open_;
  const base::World& world_;
  std::unique_ptr<Stage> stage_;
  /// The migration at hand, for the first time.
  bool was_applied_{false};
};

}  // namespace

std::vector<Rehearsed> rehearse(const Job& job, const OpenSession& open, const base::World& world) {
  return Rehearsal(job, open, world).play();
}

std::vector<Migration> to_rehearse(std::vector<Migration> migrations) {
  const auto oldest = std::ranges::find(migrations, Kind::versioned, &Migration::kind);
  const auto is_idle = [&](const Migration& migration) {
    return migration.kind == Kind::baseline && oldest != migrations.end() &&
           oldest->version <= migration.version;
  };
  std::vector<Migration> wanted;
  std::ranges::copy_if(migrations, std::back_inserter(wanted),
                       [&](const Migration& migration) { return !is_idle(migration); });
  return wanted;
}

}  // namespace migrate
