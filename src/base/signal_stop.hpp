#pragma once

#include "base/world.hpp"

#include <signal.h>

#include <array>

namespace base {

/// Listens for SIGTERM, SIGINT, SIGQUIT and SIGHUP from construction on; a second one ends the
/// process at once, with the first one's code. What was ignored at start stays ignored. SIGPIPE
/// and SIGXFSZ are ignored meanwhile: a closed pipe and a full disk are errors of their writes. One
/// per process.
class SignalStop : public Stop {
 public:
  SignalStop();
  SignalStop(const SignalStop&) = delete;
  SignalStop& operator=(const SignalStop&) = delete;
  ~SignalStop() override;

  [[nodiscard]] int signal() const override;
  [[nodiscard]] int fd() const override;

  /// Puts dispositions and mask back to what they were at start: for handing over to the
  /// application.
  void restore() noexcept;

 private:
  struct Saved {
    int signal{0};
    struct sigaction action{};
  };
  std::array<Saved, 6> saved_{};
  sigset_t mask_{};
};

}  // namespace base
