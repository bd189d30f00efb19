#pragma once

#include "db/driver.hpp"
#include "entrypoint/command.hpp"
#include "migrate/job.hpp"
#include "wait/readiness.hpp"
#include "wait/target.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace entrypoint {

/// Whether placeholders get their values. Only what runs or shows migrations needs them.
enum class Placeholders { replaced, as_written };

/// How scripts are read for the database that the settings name; for PostgreSQL if they name none.
migrate::Rules rules_of(const Context& context, Placeholders placeholders);

/// The migrations that the settings name, read and found usable for their database.
std::vector<migrate::Migration> read_migrations(const Context& context, Placeholders placeholders);

/// The same for commands that can do without a database.
std::vector<migrate::Migration> read_files(const Context& context, Placeholders placeholders);

/// The pod, else the host.
std::string place_of(const base::World& world);

/// What to connect to.
db::Target make_target(const Context& context, db::Create create);

/// Returns when all of these are ready.
void wait_for_targets(const Context& context, const std::vector<wait::Target>& targets);

/// A session for reading or migrating, however long that takes.
std::unique_ptr<db::Session> ready_session(const Context& context, const db::Target& target,
                                           wait::Need need);

/// What the settings ask for, once the migrations are read and it is known what to plan.
migrate::Job make_job(const Context& context, const std::vector<migrate::Migration>& migrations,
                      migrate::Planner planner, db::Create create);

/// Waits for the database, then does what the job plans.
void carry_out(const Context& context, const migrate::Job& job, migrate::Outcome& outcome);

/// What is pending is applied when it returns.
void bring_up_to_date(const Context& context, const std::vector<migrate::Migration>& migrations,
                      migrate::Outcome& outcome);

/// What an application's pod does while one other migrates: returns when all that the files hold is
/// recorded as applied.
void wait_for_schema(const Context& context, const std::vector<migrate::Migration>& migrations);

/// Where the database stands and what is planned there, read without a lock.
struct Survey {
  db::Server server{};
  std::vector<migrate::Entry> history{};
  migrate::Standing standing{};
  migrate::Plan plan{};
};

/// Fills in place: standing and plan point into `migrations` and the history. Without a planner
/// nothing is planned. Throws the plan's conflict.
void look(const Context& context, const std::vector<migrate::Migration>& migrations,
          const migrate::Planner& planner, Survey& survey);

/// The plan with its SQL, as the settings want it.
void print_plan(const Context& context, const Survey& survey);

/// One migration, for people who want to know all of it.
struct Shown {
  const migrate::Line* line{nullptr};
  std::optional<migrate::Script> down{};
  bool database_asked{false};
};

/// The hooks beside the migrations, and what they are told.
migrate::HookSetup hooks_of(const Context& context);

/// What migrating comes to, as the settings say.
migrate::Planner upgrade_planner(const Settings& settings);

migrate::Grouping grouping_of(const Settings& settings);

migrate::Policy policy_of(const Settings& settings);

}  // namespace entrypoint
