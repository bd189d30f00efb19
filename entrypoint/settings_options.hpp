#pragma once

#include "entrypoint/command.hpp"
#include "entrypoint/settings.hpp"
#include "entrypoint/settings_values.hpp"

#include <span>
#include <string>
#include <string_view>

namespace entrypoint {

enum class Takers { every_command, named_in_command };
/// Whether an option may be given again, and what stands between its values then.
enum class Repeats { never, as_list, as_lines };

/// One line of the table that the command line, the environment, the config file and the help read.
struct Option {
  std::string_view name;
  /// What stands for its value in the help; empty: a switch.
  std::string_view argument;
  /// The default, for the help.
  std::string_view preset;
  std::string_view help;
  /// Checks and stores a value; null for those that say where other values are.
  void (*set)(Settings& settings, const Value& value){nullptr};
  Takers takers{Takers::every_command};
  Repeats repeats{Repeats::never};
};

/// All options but --help and --version, in the order of the help.
std::span<const Option> options();

/// By name without dashes; null if there is none.
const Option* find_option(std::string_view name);

/// Whether the command takes the option.
bool takes(const Command& command, const Option& option);

/// `MIGREXEC_WAIT_TIMEOUT` for `wait-timeout`.
std::string variable_of(const Option& option);

}  // namespace entrypoint
