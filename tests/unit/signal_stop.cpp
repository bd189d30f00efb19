#include "base/signal_stop.hpp"

#include <doctest/doctest.h>

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <ostream>  // IWYU pragma: keep

namespace {

/// The exit status of a child that does this; signals and dispositions stay its own.
int status_of(const std::function<int()>& act) {
  const auto child = ::fork();
  if (child == 0) ::_exit(act());
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

bool readable(int fd) {
  pollfd watched{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&watched, 1, 0) == 1;
}

using Handler = void (*)(int);

Handler handler_of(int signal) {
  struct sigaction action{};
  ::sigaction(signal, nullptr, &action);
  return action.sa_handler;
}

bool blocked(int signal) {
  struct sigaction holder{};
  ::sigprocmask(SIG_SETMASK, nullptr, &holder.sa_mask);
  return ::sigismember(&holder.sa_mask, signal) == 1;
}

void block(int signal) {
  struct sigaction holder{};
  ::sigemptyset(&holder.sa_mask);
  ::sigaddset(&holder.sa_mask, signal);
  ::sigprocmask(SIG_BLOCK, &holder.sa_mask, nullptr);
}

}  // namespace

TEST_CASE("signal_stop: without a signal there is none") {
  const base::SignalStop stop;
  CHECK(stop.signal() == 0);
  CHECK_FALSE(readable(stop.fd()));
}

TEST_CASE("signal_stop: a signal is remembered and wakes who waits") {
  const base::SignalStop stop;
  ::raise(SIGTERM);
  CHECK(stop.signal() == SIGTERM);
  CHECK(readable(stop.fd()));
}

TEST_CASE("signal_stop: a second signal ends the process with the first one's code") {
  const int status = status_of([] {
    const base::SignalStop stop;
    ::raise(SIGINT);
    ::raise(SIGTERM);
    return 0;
  });
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 128 + SIGINT);
}

TEST_CASE("signal_stop: what was ignored at start stays ignored") {
  const int status = status_of([] {
    ::signal(SIGHUP, SIG_IGN);
    const base::SignalStop stop;
    ::raise(SIGHUP);
    ::raise(SIGHUP);
    return stop.signal() == 0 ? 0 : 1;
  });
  CHECK(status == 0);
}

TEST_CASE("signal_stop: a closed pipe doesn't end us meanwhile") {
  const base::SignalStop stop;
  ::raise(SIGPIPE);
  CHECK(stop.signal() == 0);
}

TEST_CASE("signal_stop: a signal that the parent blocked reaches us") {
  const int status = status_of([] {
    block(SIGTERM);
    const base::SignalStop stop;
    ::raise(SIGTERM);
    return stop.signal() == SIGTERM ? 0 : 1;
  });
  CHECK(status == 0);
}

TEST_CASE("signal_stop: for the application mask and dispositions are as they were") {
  const int status = status_of([] {
    block(SIGQUIT);
    ::signal(SIGTERM, SIG_DFL);
    ::signal(SIGINT, SIG_IGN);
    base::SignalStop stop;
    stop.restore();
    const bool same = handler_of(SIGTERM) == SIG_DFL && handler_of(SIGINT) == SIG_IGN &&
                      handler_of(SIGPIPE) == SIG_DFL && handler_of(SIGXFSZ) == SIG_DFL;
    return same && blocked(SIGQUIT) ? 0 : 1;
  });
  CHECK(status == 0);
}
