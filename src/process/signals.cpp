#include "process/signals.hpp"

#include <signal.h>

namespace process {
namespace {

struct sigaction simple(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  ::sigemptyset(&action.sa_mask);
  return action;
}

}  // namespace

ChildSignals::ChildSignals() {
  const struct sigaction ignore = simple(SIG_IGN);
  const struct sigaction standard = simple(SIG_DFL);
  ::sigaction(SIGPIPE, &ignore, &pipe_);
  ::sigaction(SIGCHLD, &standard, &child_);
}

ChildSignals::~ChildSignals() {
  ::sigaction(SIGPIPE, &pipe_, nullptr);
  ::sigaction(SIGCHLD, &child_, nullptr);
}

SignalsHeld::SignalsHeld() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &mask_);
}

SignalsHeld::~SignalsHeld() {
  ::pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
}

void reset_signals() noexcept {
  const struct sigaction standard = simple(SIG_DFL);
  for (int signal = 1; signal < NSIG; ++signal)
    ::sigaction(signal, &standard, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace process
