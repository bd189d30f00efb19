#pragma once

#include "base/diagnostic.hpp"
#include "base/exit.hpp"

#include <exception>
#include <utility>

namespace base {

/// This run is over. Caught in main only.
class Error : public std::exception {
 public:
  Error(Exit exit, Diagnostic diagnostic) : exit_(exit), diagnostic_(std::move(diagnostic)) {}

  [[nodiscard]] const char* what() const noexcept override { return diagnostic_.headline.c_str(); }
  [[nodiscard]] Exit exit() const noexcept { return exit_; }
  [[nodiscard]] const Diagnostic& diagnostic() const noexcept { return diagnostic_; }

 private:
  Exit exit_;
  Diagnostic diagnostic_;
};

/// A signal asked this run to end. Caught in main only.
class Stopped : public std::exception {
 public:
  explicit Stopped(int signal) : signal_(signal) {}

  [[nodiscard]] const char* what() const noexcept override { return "stopped by a signal"; }
  [[nodiscard]] int signal() const noexcept { return signal_; }

 private:
  int signal_;
};

}  // namespace base
