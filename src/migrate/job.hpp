#pragma once

#include "base/world.hpp"
#include "db/driver.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/survey.hpp"
#include "report/event.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace migrate {

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
