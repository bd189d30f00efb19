#pragma once

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/session.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace migrate {

/// What the rehearsal of one migration came to.
struct Rehearsed {
  /// `repeated`: a repeatable that met what it had made itself.
  enum class Verdict { passed, not_undone, no_down, failed, repeated };
  std::string label{};
  Verdict verdict{Verdict::passed};
  /// Lines of the schema that its down left behind, and those that it took too many.
  std::vector<std::string> left{};
  std::vector<std::string> lost{};
  /// Why it could not be applied, rolled back or applied again; for `failed`, possible for
  /// `not_undone`.
  std::optional<base::Error> error{};
  base::Duration duration{};
};

/// Gives a session on a target.
using OpenSession = std::function<std::unique_ptr<db::Session>(const db::Target&)>;

/// Applies each migration of the job, rolls it back from what was recorded, compares the schema
/// with what it was before, and applies it again; in the end the repeatables, twice. All that on
/// databases made beside the job's target, which are gone afterwards. A down that does not undo its
/// up is no end: the next migrations get a database without that step. Ends with the first that
/// can't be applied. Throws Stopped, and Error if no database can be made.
std::vector<Rehearsed> rehearse(const Job& job, const OpenSession& open, const base::World& world);

/// What is rehearsed: a baseline only if nothing else makes what it holds.
std::vector<Migration> to_rehearse(std::vector<Migration> migrations);

}  // namespace migrate
