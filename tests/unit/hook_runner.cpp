#include "migrate/hook_runner.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/error.hpp"
#include "migrate/hooks.hpp"
#include "migrate/job.hpp"
#include "migrate/plan.hpp"
#include "report/event.hpp"
#include "support/caught.hpp"
#include "support/fake_session.hpp"
#include "support/site.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>

using support::Site;

namespace {

/// One migration, and hooks beside it.
struct Hooked : Site {
  Hooked() {
    file("1_a.sql", "CREATE TABLE a (i int);");
    job.hooks.time_limit = std::chrono::seconds(10);
    job.hooks.tell = [](const migrate::HookStory& story) {
      return std::string(migrate::name_of(story.moment)) + " " +
             std::to_string(story.steps.size()) + (story.error != nullptr ? " failed" : "");
    };
  }

  void hook(const std::string& name, std::string_view text) {
    std::filesystem::create_directories(folder / "hooks");
    folder.write("hooks/" + name, text);
    std::filesystem::permissions(folder / ("hooks/" + name), std::filesystem::perms::owner_all);
    job.hooks.hooks = migrate::find_hooks(folder.path().string());
  }
  [[nodiscard]] std::string said() const {
    std::vector<std::string> lines;
    for (const auto& event : reporter.all<report::HookSaid>())
      lines.push_back(event.hook + ": " + event.line);
    return support::joined(lines);
  }
};

}  // namespace

TEST_CASE("hook_runner: SQL runs under the lock, in a transaction of its own") {
  Hooked site;
  site.hook("before-migrate.sql", "SELECT 'before';");
  site.hook("after-migrate.sql", "SELECT 'after';");
  site.carry_out();
  const std::string journal = site.database.journal();
  CHECK(journal.find("reset / BEGIN / SELECT 'before' / COMMIT / reset") != std::string::npos);
  CHECK(journal.find("lock") < journal.find("SELECT 'before'"));
  CHECK(journal.find("SELECT 'before'") < journal.find("CREATE TABLE a"));
  CHECK(journal.find("CREATE TABLE a") < journal.find("SELECT 'after'"));
}

TEST_CASE("hook_runner: a program is told the steps, and its words are told") {
  Hooked site;
  for (const char* name : {"before-migrate", "before-each", "after-each", "after-migrate"})
    site.hook(name, "#!/bin/sh\nread line; echo \"$line in $MIGREXEC_HOOK\"\n");
  site.carry_out();
  CHECK(site.said() ==
        "before-migrate: before-migrate 1 in before-migrate / before-each: before-each 1 in "
        "before-each / after-each: after-each 1 in after-each / after-migrate: after-migrate 1 in "
        "after-migrate");
}

TEST_CASE("hook_runner: a program that fails before lets nothing be applied") {
  Hooked site;
  site.hook("before-migrate", "#!/bin/sh\nexit 3\n");
  const base::Error error = support::caught([&] { site.carry_out(); });
  CHECK(error.exit() == base::Exit::migration_failed);
  CHECK(error.diagnostic().headline.ends_with("before-migrate\" exited with status 3"));
  CHECK(support::joined(error.diagnostic().notes) == "nothing was applied");
  CHECK(site.database.count("CREATE TABLE a (i int)") == 0);
}

TEST_CASE("hook_runner: SQL that is refused is drawn at its place") {
  Hooked site;
  site.hook("before-migrate.sql", "SELECT 1;\nSELECT 2;");
  site.database.when("SELECT 2", support::fail_with(db::SqlError({.message = "no"})));
  const base::Error error = support::caught([&] { site.carry_out(); });
  CHECK(error.exit() == base::Exit::migration_failed);
  CHECK(support::where(error).ends_with("before-migrate.sql:2:1"));
}

TEST_CASE("hook_runner: a failure is told to its hook, whose own failure is a warning") {
  Hooked site;
  site.hook("on-error", "#!/bin/sh\nread line; echo \"$line\"; exit 1\n");
  site.database.when("CREATE TABLE a", support::fail_with(db::SqlError({.message = "no"})));
  const base::Error error = support::caught([&] { site.carry_out(); });
  CHECK(error.diagnostic().headline == "PostgreSQL refused 1_a.sql");
  CHECK(site.said() == "on-error: on-error 1 failed");
  CHECK(site.reporter.all<report::Warned>().size() == 1);
}

TEST_CASE("hook_runner: with nothing pending no hook runs") {
  Hooked site;
  site.carry_out();
  site.hook("before-migrate", "#!/bin/sh\nexit 3\n");
  site.carry_out();
  CHECK(site.said().empty());
}
