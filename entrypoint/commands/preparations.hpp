#pragma once

#include "db/driver.hpp"
#include "entrypoint/command.hpp"
#include "migrate/job.hpp"
#include "wait/readiness.hpp"

#include <memory>
#include <vector>

namespace entrypoint {

/// The migrations that the settings name, read and found usable for their database.
std::vector<migrate::Migration> read_migrations(const Settings& settings);

/// What to connect to.
db::Target make_target(const Context& context, db::Create create);

/// A session for reading or migrating, however long that takes.
std::unique_ptr<db::Session> ready_session(const Context& context, const db::Target& target,
                                           wait::Need need);

/// What the settings ask for, once the migrations are read and it is known what to plan.
migrate::Job make_job(const Context& context, const std::vector<migrate::Migration>& migrations,
                      migrate::Planner planner);

/// Waits for the database, then does what the job plans.
void carry_out(const Context& context, const migrate::Job& job, migrate::Outcome& outcome);

/// What is pending is applied when it returns.
void bring_up_to_date(const Context& context, const std::vector<migrate::Migration>& migrations,
                      migrate::Outcome& outcome);

/// What an application's pod does while one other migrates: returns when all that the files hold is
/// recorded as applied.
void wait_for_schema(const Context& context, const std::vector<migrate::Migration>& migrations);

/// Where the database stands, read without a lock.
struct Survey {
  db::Server server{};
  std::vector<migrate::Entry> history{};
  migrate::Standing standing{};
};

/// Fills in place: the standing points into `migrations` and the history.
void look(const Context& context, const std::vector<migrate::Migration>& migrations,
          Survey& survey);

migrate::Grouping grouping_of(const Settings& settings);

migrate::Policy policy_of(const Settings& settings);

}  // namespace entrypoint
