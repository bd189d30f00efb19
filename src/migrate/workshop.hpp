#pragma once

#include "db/driver.hpp"
#include "db/session.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "report/event.hpp"

namespace migrate {

/// What applying a migration needs at hand.
struct Workshop {
  const Job& job;
  const db::Driver& driver;
  db::Session& session;
  History history;
  const base::World& world;
  report::Reporter& reporter;
  Outcome& outcome;

  [[nodiscard]] std::string applied_by() const { return session.server().user + "@" + job.place; }
  [[nodiscard]] db::Limits limits_for(const Migration& migration) const;
  void tell_applying(const Migration& migration, std::size_t number, std::size_t total) const;
  /// After the commit: counts it too.
  void tell_applied(const Migration& migration, base::Duration duration) const;
  [[nodiscard]] base::Duration since(base::Moment begin) const {
    return std::chrono::duration_cast<base::Duration>(world.clock.now() - begin);
  }
  /// `6 of 9 migrations are applied`.
  [[nodiscard]] std::string count_applied() const;
};

report::Name name_of(const Migration& migration);

/// Takes the lock again if the migration dropped it. Throws Error with lock_timeout if somebody was
/// faster.
void keep_lock(const Workshop& shop, const Migration& migration);

}  // namespace migrate
