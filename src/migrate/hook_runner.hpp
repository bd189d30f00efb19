#pragma once

#include "base/duration.hpp"
#include "base/error.hpp"
#include "migrate/hooks.hpp"
#include "migrate/plan.hpp"
#include "migrate/workshop.hpp"

#include <span>

namespace migrate {

/// Runs a job's hooks at their moments, under the lock. Programs get the job's words about the
/// steps; SQL runs in a transaction of its own.
class HookRunner {
 public:
  explicit HookRunner(const Workshop& shop) : shop_(shop) {}

  /// All hooks of a moment, in order. Throws Error with migration_failed at the first that does not
  /// pass.
  void run(HookMoment moment, std::span<const Step> steps) const;
  /// The hooks for a failure. What does not pass here is told, and no further error.
  void run_on_error(const base::Error& error, std::span<const Step> steps) const;

 private:
  void run_one(const Hook& hook, const HookStory& story) const;
  void run_program(const Hook& hook, const HookStory& story) const;
  void run_sql(const Hook& hook) const;

  const Workshop& shop_;
};

}  // namespace migrate
