#pragma once

#include "base/exit.hpp"
#include "base/world.hpp"
#include "entrypoint/settings.hpp"

#include <functional>
#include <span>
#include <string_view>

namespace report {
class Reporter;
}

namespace entrypoint {

/// What a command gets to see.
struct Context {
  const Settings& settings;
  const base::World& world;
  report::Reporter& reporter;
  /// What the process was started with, and how to put signals back: for the application.
  char* const* environment;
  const std::function<void()>& restore_signals;
};

/// Whether a command takes bare words, and which.
enum class BareWords { none, targets, file, shells };

/// One line of the table that dispatch, help and suggestions read.
struct Command {
  std::string_view name;
  /// Other words for it: golang-migrate's, Alembic's.
  std::span<const std::string_view> aliases;
  std::string_view synopsis;
  BareWords words{BareWords::none};
  std::string_view summary;
  /// Names of the options that only some commands take.
  std::span<const std::string_view> options;
  std::string_view examples;
  base::Exit (*act)(const Context& context);
};

/// All commands, in the order of the help.
std::span<const Command> commands();

/// By name or alias; null if there is none.
const Command* find_command(std::string_view word);

}  // namespace entrypoint
