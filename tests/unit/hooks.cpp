#include "migrate/hooks.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "process/run.hpp"
#include "support/caught.hpp"
#include "support/folder.hpp"
#include "support/outside.hpp"

#include <doctest/doctest.h>

#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

using namespace std::chrono_literals;
using migrate::Hook;
using migrate::HookMoment;

namespace {

/// A migrations directory with a folder for hooks.
class Hooks {
 public:
  Hooks() { std::filesystem::create_directory(folder_ / "hooks"); }

  [[nodiscard]] std::string path(std::string_view name) const {
    return folder_ / ("hooks/" + std::string(name));
  }
  void program(std::string_view name, std::string_view text = "#!/bin/sh\n") const {
    file(name, text);
    ::chmod(path(name).c_str(), 0755);
  }
  void file(std::string_view name, std::string_view text = "") const {
    folder_.write("hooks/" + std::string(name), text);
  }
  [[nodiscard]] std::vector<Hook> find() const {
    return migrate::find_hooks(folder_.path().string());
  }
  /// `name moment`, in order.
  [[nodiscard]] std::string found() const {
    std::vector<std::string> lines;
    for (const Hook& hook : find())
      lines.push_back(hook.path.substr(hook.path.rfind('/') + 1) + " " +
                      std::string(migrate::name_of(hook.moment)));
    return support::joined(lines);
  }
  [[nodiscard]] base::Error refusal() const {
    return support::caught([this] { (void)find(); });
  }

 private:
  support::Folder folder_{};
};

struct Told {
  process::Ending ending{};
  std::vector<std::string> lines{};
};

Told run(const Hook& hook, const migrate::HookCall& call) {
  support::Outside outside;
  Told told;
  told.ending = migrate::run_hook(hook, call, outside.world,
                                  [&](std::string_view line) { told.lines.emplace_back(line); });
  return told;
}

}  // namespace

TEST_CASE("hooks: without a folder for them there are none") {
  const support::Folder folder;
  CHECK(migrate::find_hooks(folder.path().string()).empty());
}

TEST_CASE("hooks: they come in the order of their moments, then of their names") {
  const Hooks hooks;
  for (const char* name : {"on-error", "before-each", "before-migrate.sh", "after-migrate.py",
                           "after-each.x", "before-migrate.2.sh", "before-migrate"})
    hooks.program(name);
  hooks.file("before-migrate.10.sql");
  CHECK(hooks.found() ==
        "before-migrate before-migrate / before-migrate.10.sql before-migrate / "
        "before-migrate.2.sh before-migrate / before-migrate.sh before-migrate / "
        "after-migrate.py after-migrate / before-each before-each / after-each.x after-each / "
        "on-error on-error");
}

TEST_CASE("hooks: what ends with .sql is SQL, executable or not") {
  const Hooks hooks;
  hooks.program("before-migrate.sql");
  hooks.program("after-migrate.sh");
  const auto found = hooks.find();
  REQUIRE(found.size() == 2);
  CHECK(found[0] ==
        Hook{HookMoment::before_migrate, hooks.path("before-migrate.sql"), Hook::Kind::sql});
  CHECK(found[1].kind == Hook::Kind::program);
}

TEST_CASE("hooks: names that begin with a dot are none of our business") {
  const Hooks hooks;
  hooks.file(".gitkeep");
  std::filesystem::create_directory(hooks.path("..data"));
  CHECK(hooks.find().empty());
}

TEST_CASE("hooks: another name is an error with a suggestion") {
  const Hooks hooks;
  hooks.program("before-migrat.sh");
  const base::Error error = hooks.refusal();
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic() == base::Diagnostic{.headline = "\"" + hooks.path("before-migrat.sh") +
                                                           "\" is not named like a hook",
                                               .helps = {"did you mean \"before-migrate\"?"}});
}

TEST_CASE("hooks: a name that is near to none gets the list") {
  const Hooks hooks;
  hooks.file("README.md");
  CHECK(support::joined(hooks.refusal().diagnostic().helps) ==
        "name it before-migrate, after-migrate, before-each, after-each or on-error, with or "
        "without an extension; or move it out of the directory");
}

TEST_CASE("hooks: one that is not executable is an error that says how to make it so") {
  const Hooks hooks;
  hooks.file("before-migrate.sh", "#!/bin/sh\n");
  const base::Error error = hooks.refusal();
  const std::string path = hooks.path("before-migrate.sh");
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic() ==
        base::Diagnostic{.headline = "the hook \"" + path + "\" is not executable",
                         .helps = {"chmod +x \"" + path + "\""}});
}

TEST_CASE("hooks: a folder in a hook's place, a file in the folder's place") {
  const Hooks hooks;
  std::filesystem::create_directory(hooks.path("on-error"));
  CHECK(hooks.refusal().diagnostic().headline ==
        "the hook \"" + hooks.path("on-error") + "\" is not a file");
  const support::Folder folder;
  folder.write("hooks", "");
  const base::Error error =
      support::caught([&] { (void)migrate::find_hooks(folder.path().string()); });
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline ==
        "cannot read the hooks in \"" + (folder / "hooks") + "\": Not a directory");
}

TEST_CASE("hooks: a program reads the plan, knows its environment, and is heard") {
  const Hooks hooks;
  hooks.program("before-migrate", "#!/bin/sh\necho \"$NAME\"\ncat\necho oops >&2\n");
  const Told told = run(hooks.find().front(), {.input = "{\"pending\": []}\n",
                                               .environment = {"PATH=/usr/bin:/bin", "NAME=shop"}});
  CHECK(told.ending.passed());
  CHECK(support::joined(told.lines) == "shop / {\"pending\": []} / oops");
}

TEST_CASE("hooks: a program over its time limit is ended, and it is said why") {
  const Hooks hooks;
  hooks.program("before-migrate", "#!/bin/sh\nexec sleep 60\n");
  const Hook hook = hooks.find().front();
  const Told told = run(hook, {.environment = {"PATH=/usr/bin:/bin"}, .time_limit = 100ms});
  CHECK(told.ending.timed_out);
  CHECK(migrate::hook_failure(hook, told.ending, 100ms) ==
        base::Diagnostic{.headline = "the hook \"" + hook.path + "\" took longer than 100ms",
                         .notes = {"it was ended, with all that it had started"},
                         .helps = {"raise --hook-timeout"}});
}

TEST_CASE("hooks: how a program failed is said") {
  const Hook hook{.path = "m/hooks/on-error"};
  CHECK(migrate::hook_failure(hook, {.status = 3}, 0s).headline ==
        "the hook \"m/hooks/on-error\" exited with status 3");
  CHECK(migrate::hook_failure(hook, {.signal = SIGKILL}, 0s).headline ==
        "the hook \"m/hooks/on-error\" was ended by signal 9");
}

TEST_CASE("hooks: a script that names no program, or one that is not there") {
  const Hooks hooks;
  hooks.program("before-migrate", "echo hello\n");
  hooks.program("on-error", "#!/no/such/shell\n");
  const auto found = hooks.find();
  const Told nameless = run(found[0], {});
  CHECK(migrate::hook_failure(found[0], nameless.ending, 0s) ==
        base::Diagnostic{.headline = "the hook \"" + found[0].path +
                                     "\" could not be started: Exec format error",
                         .helps = {"begin a script with the program that runs it: #!/bin/sh"}});
  const Told missing = run(found[1], {});
  CHECK(missing.ending.not_started == std::errc::no_such_file_or_directory);
  CHECK(support::joined(migrate::hook_failure(found[1], missing.ending, 0s).helps) ==
        "look at the first line of the script: is the program it names in this image?");
}
