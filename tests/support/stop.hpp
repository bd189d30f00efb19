#pragma once

#include "base/world.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <stdexcept>

namespace support {

/// A stop request that a test makes, from any thread.
class Stop : public base::Stop {
 public:
  Stop() {
    if (::pipe(ends_.data()) != 0) throw std::runtime_error("no pipe");
  }
  Stop(const Stop&) = delete;
  Stop& operator=(const Stop&) = delete;
  ~Stop() override {
    for (const int end : ends_)
      ::close(end);
  }

  void ask(int signal) {
    signal_ = signal;
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(ends_[1], &byte, 1);
  }
  /// As if nobody had asked.
  void forget() {
    if (signal_.exchange(0) == 0) return;
    char byte = 0;
    [[maybe_unused]] const auto count = ::read(ends_[0], &byte, 1);
  }

  [[nodiscard]] int signal() const override { return signal_; }
  [[nodiscard]] int fd() const override { return ends_[0]; }

 private:
  std::array<int, 2> ends_{-1, -1};
  std::atomic<int> signal_{0};
};

}  // namespace support
