#include "base/signal_stop.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>

namespace base {
namespace {

constexpr std::array ending{SIGTERM, SIGINT, SIGQUIT, SIGHUP};
constexpr std::array unwanted{SIGPIPE, SIGXFSZ};

// A handler gets no argument of ours: what it touches must be static.
std::atomic<int> received{0};
std::array<int, 2> wake_pipe{-1, -1};

extern "C" void on_signal(int signal) {
  const int saved_errno = errno;
  int none = 0;
  if (!received.compare_exchange_strong(none, signal)) ::_exit(128 + none);
  const char byte = 1;
  // The pipe is empty: the first signal alone gets here.
  [[maybe_unused]] const auto written = ::write(wake_pipe[1], &byte, 1);
  errno = saved_errno;
}

}  // namespace

SignalStop::SignalStop() {
  static_assert(std::atomic<int>::is_always_lock_free);
  // Without a pipe waits end at their own deadlines, still correct.
  if (::pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) wake_pipe = {-1, -1};
  struct sigaction act{};
  act.sa_handler = on_signal;
  ::sigemptyset(&act.sa_mask);
  sigset_t listen;
  ::sigemptyset(&listen);
  std::size_t count = 0;
  for (const int signal : ending) {
    Saved& saved = saved_.at(count++);
    saved.signal = signal;
    ::sigaction(signal, nullptr, &saved.action);
    if (saved.action.sa_handler == SIG_IGN) continue;
    ::sigaction(signal, &act, nullptr);
    ::sigaddset(&listen, signal);
  }
  act.sa_handler = SIG_IGN;
  for (const int signal : unwanted) {
    Saved& saved = saved_.at(count++);
    saved.signal = signal;
    ::sigaction(signal, &act, &saved.action);
  }
  // Blocked signals survive exec; ours must reach us even if a parent blocked them.
  ::sigprocmask(SIG_UNBLOCK, &listen, &mask_);
}

SignalStop::~SignalStop() {
  restore();
  for (int& end : wake_pipe) {
    if (end >= 0) ::close(end);
    end = -1;
  }
  received = 0;
}

int SignalStop::signal() const {
  return received;
}

int SignalStop::fd() const {
  return wake_pipe[0];
}

void SignalStop::restore() noexcept {
  ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
  for (const Saved& saved : saved_)
    ::sigaction(saved.signal, &saved.action, nullptr);
}

}  // namespace base
