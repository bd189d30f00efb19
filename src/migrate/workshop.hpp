#pragma once

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/session.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/plan.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace migrate {

/// What changing a schema needs at hand.
struct Workshop {
  const Job& job;
  const db::Driver& driver;
  db::Session& session;
  History history;
  const base::World& world;
  report::Reporter& reporter;
  Outcome& outcome;

  [[nodiscard]] std::string applied_by() const { return session.server().user + "@" + job.place; }
  [[nodiscard]] db::Limits limits_for(const Script& script) const;
  /// Before its first statement.
  void tell_begun(const Step& step, std::size_t number, std::size_t total) const;
  /// After the commit: counts it too.
  void tell_done(const Step& step, base::Duration duration) const;
  [[nodiscard]] base::Duration since(base::Moment begin) const {
    return std::chrono::duration_cast<base::Duration>(world.clock.now() - begin);
  }
  /// `6 of 9 migrations are applied`; `half_undone` are no longer among them, though not yet told.
  [[nodiscard]] std::string count_applied(std::size_t half_undone = 0) const;
};

report::Name name_of(const Step& step);

/// Takes the lock again if the script dropped it. Throws Error with lock_timeout if somebody was
/// faster.
void keep_lock(const Workshop& shop, const Step& step);

/// What it comes to if somebody was faster.
base::Error lock_lost(const Step& step);

/// Writes that a step is done into the history: a row comes, changes or goes.
void record(const Workshop& shop, const Step& step, const Taken& taken);

}  // namespace migrate
