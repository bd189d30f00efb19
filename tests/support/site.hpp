#pragma once

#include "db/driver.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "migrate/directory.hpp"
#include "migrate/engine.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"
#include "migrate/survey.hpp"
#include "migrate/workshop.hpp"
#include "support/fake_database.hpp"
#include "support/fake_session.hpp"
#include "support/folder.hpp"
#include "support/outside.hpp"
#include "support/recording_reporter.hpp"

#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

namespace support {

/// Migrations in a folder, a made-up database, and all that applying them needs.
class Site {
 public:
  explicit Site(db::Engine engine = db::Engine::postgresql) {
    job.target.url.engine = engine;
    job.lock_timeout = std::chrono::minutes(10);
    job.ddl_lock_timeout = std::chrono::seconds(5);
    job.place = "pod-1";
    job.planner = [this](const migrate::Standing& standing, const migrate::History& /*asked*/) {
      return migrate::make_plan(standing, policy);
    };
  }

  /// Writes a migration and reads all of them anew.
  void file(std::string_view name, std::string_view text) {
    folder.write(name, text);
    migrations = migrate::read_directory(folder.path().string(),
                                         {.dialect = driver().dialect, .grouping = job.grouping});
    job.migrations = migrations;
  }

  void carry_out() {
    const auto ready = [this]() -> std::unique_ptr<db::Session> {
      database.note("connect");
      return std::make_unique<FakeSession>(database);
    };
    migrate::carry_out(job, ready, outside.world, reporter, outcome);
  }

  [[nodiscard]] const db::Driver& driver() const { return db::driver_for(job.target.url.engine); }
  /// For a session that outlives what is done with it.
  [[nodiscard]] migrate::Workshop shop() {
    return {.job = job,
            .driver = driver(),
            .session = session,
            .history = migrate::History(session, driver()),
            .world = outside.world,
            .reporter = reporter,
            .outcome = outcome};
  }
  /// Where every migration stands; points into `entries`.
  [[nodiscard]] std::vector<migrate::Line> lines() {
    entries = migrate::History(session, driver()).read();
    database.forget();
    return migrate::take_stock(migrations, entries).lines;
  }
  /// What applies every migration from where it stands; points into `entries`.
  [[nodiscard]] std::vector<migrate::Step> steps() {
    std::vector<migrate::Step> steps;
    for (const migrate::Line& line : lines())
      steps.push_back(migrate::step_of(migrate::Act::apply, line));
    return steps;
  }

  Folder folder{};
  FakeOutside outside{};
  RecordingReporter reporter{};
  FakeDatabase database{};
  FakeSession session{database};
  std::vector<migrate::Migration> migrations{};
  std::vector<migrate::Entry> entries{};
  migrate::Policy policy{};
  migrate::Job job{};
  migrate::Outcome outcome{};
};

}  // namespace support
