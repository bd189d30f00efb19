#pragma once

#include "entrypoint/command.hpp"
#include "entrypoint/settings_options.hpp"

#include <string>
#include <vector>

namespace entrypoint {

/// One `--name value`.
struct GivenOption {
  const Option* option{nullptr};
  std::string value{};
};

/// The words somebody typed, understood but not yet checked as values.
struct CommandLine {
  const Command* command{nullptr};
  std::vector<GivenOption> options{};
  /// Bare words after the command.
  std::vector<std::string> words{};
  /// What stands after the first `--`.
  std::vector<std::string> application{};
};

/// Whether one of `flags` stands before the first `--`.
bool asks_for(const std::vector<std::string>& arguments, const std::vector<std::string>& flags);

/// The first word that names a command, for --help; null if there is none.
const Command* command_to_explain(const std::vector<std::string>& arguments);

/// Throws base::Error with Exit::usage; of several mistakes the one that stands first.
CommandLine parse_command_line(const std::vector<std::string>& arguments);

}  // namespace entrypoint
