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
#include "migrate/engine.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"
#include "migrate/survey.hpp"
#include "migrate/target.hpp"
#include "migrate/version.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"
#include "wait/readiness.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
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

constexpr const char* by_hand =
    "write the baseline by hand: pg_dump, or .dump of the sqlite3 shell, of a database at that "
    "version";

/// Passes on everything but what is applied: that is not the real database's.
class OnThrowaway : public report::Reporter {
 public:
  explicit OnThrowaway(report::Reporter& reporter) : reporter_(reporter) {}
  void tell(const report::Event& event) override {
    if (!std::holds_alternative<report::Applied>(event)) reporter_.tell(event);
  }

 private:
  report::Reporter& reporter_;
};

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
    OnThrowaway reporter(context.reporter);
    const auto ready = [&] { return ready_session(context, job.target, wait::Need::migrate); };
    migrate::carry_out(job, ready, context.world, reporter, outcome);
  }

  [[nodiscard]] Lines schema() const { return driver_.schema(*session()); }

  [[nodiscard]] std::string dump(const std::string& room) const {
    if (driver_.dump == nullptr)
      return pg_dump(context_, session()->server(), scratch_->target(), room);
    try {
      return driver_.dump(*session());
    } catch (const db::SqlError& error) {
      throw base::Error(
          base::Exit::migrations_unusable,
          {.headline = "cannot squash: " + error.failure().message, .helps = {by_hand}});
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

/// At most five of the lines that only one of two schemas has.
void note_lines(Lines& notes, const std::string& maker, const Lines& more, const Lines& less) {
  constexpr std::size_t most = 5;
  const std::string only = "only " + maker + ": ";
  std::size_t count = 0;
  for (const std::string& line : more) {
    const bool in_both = std::ranges::find(less, line) != less.end();
    if (in_both || ++count > most) continue;
    notes.push_back(std::string(only).append(line));
  }
  if (count > most) notes.push_back("and " + std::to_string(count - most) + " more");
}

/// What is applied alone must give the same schema as what it was made from.
void verify(const Context& context, const Migration& baseline, const Lines& expected) {
  Migrations alone{baseline};
  migrate::survey(alone.front().up, rules_of(context, Placeholders::as_written));
  const Lines found = Model(context, alone).schema();
  if (found == expected) return;
  Lines notes;
  note_lines(notes, "the migrations make", expected, found);
  note_lines(notes, "the baseline makes", found, expected);
  notes.emplace_back("nothing was kept of it");
  throw base::Error(base::Exit::migrations_unusable,
                    {.headline = "the squashed schema is not the one that the migrations make",
                     .notes = std::move(notes),
                     .helps = {by_hand}});
}

/// What would stand in the way at the end is told before the work.
void check_ways(const Context& context, const std::string& path) {
  if (std::filesystem::exists(path))
    throw base::Error(base::Exit::migrations_unusable,
                      {.headline = "cannot write \"" + path + "\": it exists",
                       .helps = {"remove it, or squash to another version"}});
  const db::Driver& driver = db::driver_for(require_database_url(context.settings).engine);
  if (driver.dump == nullptr) find_pg_dump(context.world);
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
  check_ways(context, baseline.up.path);
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
