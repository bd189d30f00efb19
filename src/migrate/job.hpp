#pragma once

#include "base/duration.hpp"
#include "base/error.hpp"
#include "db/backup.hpp"
#include "db/driver.hpp"
#include "migrate/hooks.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/survey.hpp"
#include "report/event.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace migrate {

/// What a hook's program is told of.
struct HookStory {
  HookMoment moment{HookMoment::before_migrate};
  /// All steps, or the one at hand.
  std::span<const Step> steps{};
  /// What went wrong; null if nothing did.
  const base::Error* error{nullptr};
};

/// The hooks of a job.
struct HookSetup {
  std::vector<Hook> hooks{};
  /// 0: for ever.
  base::Duration time_limit{};
  /// Of the programs, each `NAME=value`.
  std::vector<std::string> environment{};
  /// What a program reads from its standard input.
  std::function<std::string(const HookStory&)> tell{};
  /// How its SQL is read.
  Rules rules{};
};

/// Everything that changing a database's schema depends on.
struct Job {
  db::Target target{};
  std::span<const Migration> migrations{};
  Planner planner{};
  Grouping grouping{Grouping::each};
  /// 0: for ever.
  base::Duration wait_timeout{};
  base::Duration lock_timeout{};
  /// PostgreSQL: for the locks of the migrations' statements.
  base::Duration ddl_lock_timeout{};
  std::optional<base::Duration> statement_timeout{};
  /// The pod or host, for `applied_by`.
  std::string place{};
  HookSetup hooks{};
  /// A copy that is made before the first step; its version is filled in then.
  std::optional<db::BackupOrder> backup{};
};

/// An act that is done and committed.
struct Deed {
  Act act{Act::apply};
  report::Name migration{};

  bool operator==(const Deed&) const = default;
};

/// What was done, also when it ended with an error.
struct Outcome {
  std::vector<Deed> done{};
  /// Recorded and complete when it ended, and what the files hold beyond.
  std::size_t total_applied{0};
  std::size_t pending{0};
  base::Duration duration{};
};

}  // namespace migrate
