#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/new_file.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/scratch.hpp"
#include "db/session.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/pg_dump.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/commands/target_word.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/directory.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"
#include "migrate/survey.hpp"
#include "migrate/target.hpp"
#include "migrate/version.hpp"
#include "wait/readiness.hpp"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace entrypoint {
namespace {

using migrate::Migration;
using Migrations = std::vector<Migration>;
using Lines = std::vector<std::string>;

/// The migrations that go into the baseline: all with a version at or below it.
Migrations chosen(const Context& context, const Migrations& all) {
  const std::string target = target_of(context.settings, Purpose::migrating);
  const migrate::Standing standing = migrate::take_stock(all, {});
  auto within = migrate::find_version(standing, target);
  if (const auto* none = std::get_if<migrate::Conflict>(&within))
    throw base::Error(none->exit, none->diagnostic);
  Migrations migrations;
  for (const Migration& migration : all) {
    const bool versioned = migration.kind != migrate::Kind::repeatable;
    if (versioned && migration.version <= std::get<migrate::Version>(within))
      migrations.push_back(migration);
  }
  return migrations;
}

/// A throwaway database with these migrations applied.
class Model {
 public:
  Model(const Context& context, const Migrations& migrations)
      : context_(context),
        driver_(db::driver_for(require_database_url(context.settings).engine)),
        scratch_(driver_.make_scratch(make_target(context, db::Create::no), context.world)) {
    const auto planner = [](const migrate::Standing& standing, const migrate::History& /*asked*/) {
      return migrate::make_plan(standing, {});
    };
    migrate::Job job = make_job(context, migrations, planner, db::Create::yes);
    job.target = scratch_->target();
    migrate::Outcome outcome;
    carry_out(context, job, outcome);
  }

  [[nodiscard]] Lines schema() const { return driver_.schema(*session()); }

  [[nodiscard]] std::string dump(const std::string& room) const {
    if (driver_.dump == nullptr)
      return pg_dump(context_, session()->server(), scratch_->target(), room);
    try {
      return driver_.dump(*session());
    } catch (const db::SqlError& error) {
      throw base::Error(base::Exit::migrations_unusable,
                        {.headline = "cannot squash: " + error.failure().message});
    }
  }

 private:
  [[nodiscard]] std::unique_ptr<db::Session> session() const {
    return ready_session(context_, scratch_->target(), wait::Need::answer);
  }

  const Context& context_;
  const db::Driver& driver_;
  std::unique_ptr<db::Scratch> scratch_;
};

/// What is applied alone must give the same schema as what it was made from.
void verify(const Context& context, const Migration& baseline, const Lines& expected) {
  Migrations alone{baseline};
  migrate::survey(alone.front().up, rules_of(context, Placeholders::as_written));
  if (Model(context, alone).schema() == expected) return;
  throw base::Error(base::Exit::migrations_unusable,
                    {.headline = "the squashed schema is not the one that the migrations make",
                     .notes = {"nothing was kept of it"},
                     .helps = {"write the baseline by hand: pg_dump, or .dump of the sqlite3 "
                               "shell, of a database at that version"}});
}

std::string header(const Migrations& migrations) {
  return "-- The schema of version " + migrations.back().version.text() +
         ", for fresh databases only: " + migrations.front().label() + " to " +
         migrations.back().label() + " in one.\n";
}

}  // namespace

base::Exit squash(const Context& context) {
  const Settings& settings = context.settings;
  if (settings.to.empty() && settings.words.empty())
    throw base::Error(base::Exit::usage, {.headline = "squash needs a version",
                                          .helps = {"write: migrexec squash --to VERSION"}});
  const Migrations migrations = chosen(context, read_migrations(context, Placeholders::replaced));
  const migrate::Version& version = migrations.back().version;
  const std::filesystem::path directory = migrate::find_directory(settings.migrations);
  const Migration baseline{
      .kind = migrate::Kind::baseline,
      .version = version,
      .name = "squashed",
      .up = {.path = (directory / ("B" + version.text() + "__squashed.sql")).string()}};
  const Model model(context, migrations);
  base::create_file(baseline.up.path, header(migrations) + model.dump(baseline.up.path + ".part"));
  try {
    verify(context, baseline, model.schema());
  } catch (...) {
    ::unlink(baseline.up.path.c_str());
    throw;
  }
  print(settings.format == Format::json ? created_json({baseline.up.path})
                                        : baseline.up.path + "\n");
  return base::Exit::ok;
}

}  // namespace entrypoint
