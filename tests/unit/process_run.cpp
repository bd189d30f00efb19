#include "base/duration.hpp"
#include "base/error.hpp"
#include "process/run.hpp"
#include "support/caught.hpp"
#include "support/folder.hpp"
#include "support/outside.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <ostream>  // IWYU pragma: keep
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

using namespace std::chrono_literals;

namespace {

struct Told {
  process::Ending ending{};
  std::vector<std::string> lines{};
};

Told run(const process::Command& command) {
  support::Outside outside;
  Told told;
  told.ending = process::run(command, outside.world,
                             [&told](std::string_view line) { told.lines.emplace_back(line); });
  return told;
}

process::Command shell(const std::string& script) {
  return {.program = "/bin/sh", .arguments = {"-c", script}, .environment = {"PATH=/usr/bin:/bin"}};
}

base::Duration time_of(const std::function<void()>& act) {
  const auto start = std::chrono::steady_clock::now();
  act();
  return std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - start);
}

/// Whether there is a process that has not ended.
bool is_alive(const std::string& pid) {
  return run(shell("grep -q '^State:.[^Z]' /proc/" + pid + "/status")).ending.passed();
}

}  // namespace

TEST_CASE("process: what it writes comes line by line, from both outputs in order") {
  const Told told = run(shell("echo one; echo two >&2; printf three"));
  CHECK(told.ending == process::Ending{});
  CHECK(support::joined(told.lines) == "one / two / three");
}

TEST_CASE("process: a line comes as soon as it is written") {
  support::Outside outside;
  const support::Folder folder;
  const std::string script = "echo now; until [ -e '" + (folder / "heard") + "' ]; do :; done";
  process::Command command = shell(script);
  command.time_limit = 10s;
  const auto ending =
      process::run(command, outside.world, [&](std::string_view) { folder.write("heard", ""); });
  CHECK(ending.passed());
}

TEST_CASE("process: line ends of CRLF, empty lines and a long line") {
  const Told told = run(shell("printf 'a\\r\\n\\nb\\n'; head -c 100000 /dev/zero | tr '\\0' x"));
  REQUIRE(told.lines.size() == 4);
  CHECK(told.lines[0] == "a");
  CHECK(told.lines[1].empty());
  CHECK(told.lines[2] == "b");
  CHECK(told.lines[3] == std::string(4096, 'x') + " ...");
}

TEST_CASE("process: a long line is cut between characters") {
  const Told told =
      run(shell("printf x; for i in 1 2 3 4 5 6 7 8; do printf '%0.s\\303\\244' "
                "$(seq 300); done"));
  REQUIRE(told.lines.size() == 1);
  CHECK(told.lines[0].size() == 4095 + 4);
}

TEST_CASE("process: its exit status and its signal are told") {
  CHECK(run(shell("exit 3")).ending == process::Ending{.status = 3});
  CHECK(run(shell("kill -9 $$")).ending == process::Ending{.signal = SIGKILL});
}

TEST_CASE("process: it gets its input, and the end of it") {
  process::Command command = shell("cat");
  command.input = "{\"plan\": []}\nand more";
  CHECK(support::joined(run(command).lines) == "{\"plan\": []} / and more");
}

TEST_CASE("process: more input than a pipe holds, while it writes as much") {
  process::Command command = shell("tee /dev/stderr | wc -c");
  for (int line = 0; line < 40'000; ++line)
    command.input += "0123456789\n";
  const Told told = run(command);
  CHECK(told.ending.passed());
  CHECK(told.lines.size() == 40'001);
}

TEST_CASE("process: one that does not read its input is no error") {
  process::Command command = shell("exec <&-; echo done");
  command.input.assign(1'000'000, 'x');
  CHECK(support::joined(run(command).lines) == "done");
}

TEST_CASE("process: it has the environment and the directory that it was given") {
  const support::Folder folder;
  process::Command command{
      .program = "/usr/bin/env", .environment = {"A=1", "B="}, .directory = folder.path().string()};
  CHECK(support::joined(run(command).lines) == "A=1 / B=");
  command = shell("pwd");
  command.directory = folder.path().string();
  CHECK(support::joined(run(command).lines) == folder.path().string());
}

TEST_CASE("process: what cannot be started says why") {
  const support::Folder folder;
  folder.write("script", "echo hello\n");
  CHECK(run({.program = folder / "nothing"}).ending.not_started ==
        std::errc::no_such_file_or_directory);
  CHECK(run({.program = folder / "script"}).ending.not_started == std::errc::permission_denied);
  ::chmod((folder / "script").c_str(), 0755);
  CHECK(run({.program = folder / "script"}).ending.not_started ==
        std::errc::executable_format_error);
  process::Command command = shell("pwd");
  command.directory = folder / "nothing";
  CHECK(run(command).ending.not_started == std::errc::no_such_file_or_directory);
  CHECK_FALSE(run(command).ending.passed());
}

TEST_CASE("process: over its time limit it is ended, with all that it started") {
  process::Command command = shell("sleep 60 & echo $!; wait");
  command.time_limit = 200ms;
  Told told;
  CHECK(time_of([&] { told = run(command); }) < 30s);
  CHECK(told.ending == process::Ending{.signal = SIGTERM, .timed_out = true});
  REQUIRE(told.lines.size() == 1);
  CHECK_FALSE(is_alive(told.lines[0]));
}

TEST_CASE("process: one that ignores SIGTERM is killed two seconds later") {
  process::Command command = shell("trap '' TERM; while :; do sleep 0.1; done");
  command.time_limit = 100ms;
  Told told;
  const base::Duration took = time_of([&] { told = run(command); });
  CHECK(told.ending == process::Ending{.signal = SIGKILL, .timed_out = true});
  CHECK(took >= 2s);
  CHECK(took < 30s);
}

TEST_CASE("process: what it wrote before its time was over is passed on") {
  process::Command command =
      shell("trap 'echo cleaning up; exit 1' TERM; echo begun; sleep 60 & wait");
  command.time_limit = 300ms;
  const Told told = run(command);
  CHECK(told.ending == process::Ending{.status = 1, .timed_out = true});
  CHECK(support::joined(told.lines) == "begun / cleaning up");
}

TEST_CASE("process: a stop request ends it soon, though it ignores SIGTERM") {
  support::Outside outside;
  std::string pid;
  const auto act = [&] {
    process::run(shell("trap '' TERM; echo $$; while :; do sleep 0.1; done"), outside.world,
                 [&](std::string_view line) {
                   pid = line;
                   outside.stop.ask(SIGTERM);
                 });
  };
  CHECK(time_of([&] { CHECK_THROWS_AS(act(), base::Stopped); }) < 10s);
  CHECK_FALSE(is_alive(pid));
}

TEST_CASE("process: after a stop request nothing is started") {
  support::Outside outside;
  const support::Folder folder;
  outside.stop.ask(SIGTERM);
  CHECK_THROWS_AS(process::run(shell("touch '" + (folder / "started") + "'"), outside.world,
                               [](std::string_view) {}),
                  base::Stopped);
  CHECK(::access((folder / "started").c_str(), F_OK) != 0);
}

TEST_CASE("process: who listens may throw, nothing is left running then") {
  support::Outside outside;
  std::string pid;
  const auto listen = [&](std::string_view line) {
    pid = line;
    throw std::runtime_error("enough");
  };
  CHECK_THROWS_AS(process::run(shell("echo $$; exec sleep 60"), outside.world, listen),
                  std::runtime_error);
  CHECK_FALSE(is_alive(pid));
}

TEST_CASE("process: what it leaves in the background is not waited for") {
  Told told;
  CHECK(time_of([&] { told = run(shell("sleep 60 & echo $!")); }) < 30s);
  REQUIRE(told.lines.size() == 1);
  CHECK(is_alive(told.lines[0]));
  ::kill(std::stoi(told.lines[0]), SIGKILL);
}

TEST_CASE("process: its signals are the default ones, ours are as they were") {
  struct sigaction ignore{};
  ignore.sa_handler = SIG_IGN;
  struct sigaction before_hup{};
  struct sigaction before_chld{};
  ::sigaction(SIGHUP, &ignore, &before_hup);
  ::sigaction(SIGCHLD, &ignore, &before_chld);
  sigset_t usr1;
  sigset_t before;
  ::sigemptyset(&usr1);
  ::sigaddset(&usr1, SIGUSR1);
  ::sigprocmask(SIG_BLOCK, &usr1, &before);

  const Told told =
      run({.program = "/bin/grep", .arguments = {"-E", "^Sig(Blk|Ign):", "/proc/self/status"}});

  sigset_t after;
  struct sigaction after_chld{};
  ::sigprocmask(SIG_SETMASK, &before, &after);
  ::sigaction(SIGCHLD, &before_chld, &after_chld);
  ::sigaction(SIGHUP, &before_hup, nullptr);
  CHECK(told.ending.passed());
  CHECK(support::joined(told.lines) == "SigBlk:\t0000000000000000 / SigIgn:\t0000000000000000");
  CHECK(::sigismember(&after, SIGUSR1) == 1);
  const bool still_ignored = after_chld.sa_handler == SIG_IGN;
  CHECK(still_ignored);
}

TEST_CASE("process: it has no descriptors but the first three") {
  const int inherited = ::open("/dev/null", O_RDONLY);
  const Told told = run(shell("ls /proc/self/fd"));
  CHECK(::fcntl(inherited, F_GETFD) == 0);
  ::close(inherited);
  // The fourth is the one that ls reads the folder by.
  CHECK(support::joined(told.lines) == "0 / 1 / 2 / 3");
}

TEST_CASE("process: other children are not ours to wait for") {
  const pid_t stranger = ::fork();
  if (stranger == 0) ::_exit(7);
  CHECK(run(shell("sleep 0.1")).ending.passed());
  int status = 0;
  CHECK(::waitpid(stranger, &status, 0) == stranger);
  CHECK(WEXITSTATUS(status) == 7);
}
