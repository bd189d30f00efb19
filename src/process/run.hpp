#pragma once

#include "base/duration.hpp"
#include "base/world.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace process {

/// A program to run beside us.
struct Command {
  /// A path; it is not looked up in PATH.
  std::string program{};
  /// Without the program's own name.
  std::vector<std::string> arguments{};
  /// All of its environment, each `NAME=value`.
  std::vector<std::string> environment{};
  /// Where it runs; empty: where we are.
  std::string directory{};
  /// What it reads from its standard input. It need not.
  std::string input{};
  /// 0: none.
  base::Duration time_limit{};
};

/// How a program ended.
struct Ending {
  /// Why it could not be started; nothing else counts then.
  std::error_code not_started{};
  /// Its exit status, 0 if a signal ended it.
  int status{0};
  /// The signal that ended it, 0 if none did.
  int signal{0};
  /// We ended it, because its time was over.
  bool timed_out{false};

  [[nodiscard]] bool passed() const {
    return !not_started && status == 0 && signal == 0 && !timed_out;
  }
  bool operator==(const Ending&) const = default;
};

/// Gets a line without its line end; of a very long one the front.
using OnLine = std::function<void(std::string_view line)>;

/// Runs a program to its end and passes on what it writes, to either output, as it comes. It starts
/// in a process group of its own with default signals and no descriptors but the first three.
/// Over its time limit the group gets SIGTERM, and SIGKILL two seconds later. Throws Stopped, the
/// group killed, within a second of the stop request. What it leaves running in the background when
/// it ends by itself is left alone, and not listened to.
Ending run(const Command& command, const base::World& world, const OnLine& on_line);

}  // namespace process
