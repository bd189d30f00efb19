#include "process/child.hpp"

#include "base/file.hpp"
#include "process/run.hpp"
#include "process/signals.hpp"

#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/extend.hpp>

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace process {
namespace {

namespace bp = boost::process;

std::error_code last_error() {
  return {errno, std::generic_category()};
}

struct Pipe {
  base::Descriptor source{};
  base::Descriptor sink{};
};

std::error_code open_pipe(Pipe& pipe) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return last_error();
  pipe.source = base::Descriptor(ends[0]);
  pipe.sink = base::Descriptor(ends[1]);
  return {};
}

void never_block(const base::Descriptor& end) {
  ::fcntl(end.get(), F_SETFL, O_NONBLOCK);
}

/// Closed by the exec and not before: Boost tells a failed exec by a pipe of its own.
void close_others_at_exec() noexcept {
  constexpr int first = STDERR_FILENO + 1;
  if (::close_range(first, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  const int end = static_cast<int>(::sysconf(_SC_OPEN_MAX));
  for (int fd = first; fd < end; ++fd)
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/// What the child does between fork and exec; nothing here may allocate.
struct Preparation : bp::extend::handler {
  Preparation(int input, int output, int directory, char** environment)
      : input_(input), output_(output), directory_(directory), environment_(environment) {}

  template <class Executor>
  void on_setup(Executor& executor) const {
    executor.env = environment_;
  }
  template <class Executor>
  void on_exec_setup(Executor& /*executor*/) const {
    ::setpgid(0, 0);
    const bool ready = ::dup2(input_, STDIN_FILENO) >= 0 && ::dup2(output_, STDOUT_FILENO) >= 0 &&
                       ::dup2(output_, STDERR_FILENO) >= 0 &&
                       (directory_ < 0 || ::fchdir(directory_) == 0);
    if (!ready) ::_exit(126);
    close_others_at_exec();
    reset_signals();
  }
  /// Boost leaves a child whose exec failed unburied.
  template <class Executor>
  void on_error(Executor& executor, const std::error_code& /*error*/) const {
    if (executor.pid > 0) ::waitpid(executor.pid, nullptr, 0);
  }

 private:
  int input_;
  int output_;
  int directory_;
  char** environment_;
};

std::vector<char*> pointers_to(std::vector<std::string>& lines) {
  std::vector<char*> pointers;
  pointers.reserve(lines.size() + 1);
  for (std::string& line : lines)
    pointers.push_back(line.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Child::Child(const Command& command) {
  start(command);
}

Child::~Child() {
  if (pid_ == 0 || ended_) return;
  send(SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Child::start(const Command& command) {
  Pipe in;
  Pipe out;
  base::Descriptor directory;
  if (error_ = open_pipe(in); error_) return;
  if (error_ = open_pipe(out); error_) return;
  if (!command.directory.empty()) {
    directory = base::Descriptor(::open(command.directory.c_str(), O_DIRECTORY | O_CLOEXEC));
    if (!directory) error_ = last_error();
    if (error_) return;
  }
  never_block(in.sink);
  never_block(out.source);
  std::vector<std::string> environment = command.environment;
  const SignalsHeld held;
  bp::child child(bp::exe = command.program, bp::args = command.arguments,
                  Preparation(in.source.get(), out.sink.get(), directory.get(),
                              pointers_to(environment).data()),
                  error_);
  if (error_) return;
  pid_ = child.id();
  child.detach();
  input_ = std::move(in.sink);
  output_ = std::move(out.source);
  end_notice_ = base::Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
}

bool Child::ended() {
  // By its id: as pid 1 we have children that are none of ours.
  if (!ended_) ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
  if (ended_) end_notice_ = base::Descriptor();
  return ended_;
}

bool Child::group_ended() {
  if (!ended()) return false;
  // As pid 1 we inherit the rest of the group.
  while (::waitpid(-pid_, nullptr, WNOHANG) > 0) {
  }
  return ::kill(-pid_, 0) != 0;
}

void Child::send(int signal) const noexcept {
  ::kill(-pid_, signal);
}

Ending Child::ending() const {
  if (WIFSIGNALED(status_)) return {.signal = WTERMSIG(status_)};
  return {.status = WEXITSTATUS(status_)};
}

}  // namespace process
