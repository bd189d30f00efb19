#pragma once

#include <signal.h>

namespace process {

/// For as long as it lives a closed pipe is an error of its write, and ended children wait for us,
/// whoever ignored SIGCHLD before.
class ChildSignals {
 public:
  ChildSignals();
  ChildSignals(const ChildSignals&) = delete;
  ChildSignals& operator=(const ChildSignals&) = delete;
  ~ChildSignals();

 private:
  struct sigaction pipe_{};
  struct sigaction child_{};
};

/// For as long as it lives no signal is delivered: between fork and exec the handlers are still
/// ours, and would take the child's signals for our own.
class SignalsHeld {
 public:
  SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;
  ~SignalsHeld();

 private:
  sigset_t mask_{};
};

/// Every disposition the default, no signal blocked. For a child before its exec.
void reset_signals() noexcept;

}  // namespace process
