#pragma once

#include "entrypoint/command.hpp"

#include <string>
#include <string_view>

namespace entrypoint {

/// The overview: commands, options, environment, exit codes. At most 80 columns.
std::string help_text();

/// One command: its words, its own options, those that all take, examples.
std::string help_text(const Command& command);

/// As find_command, but throws base::Error with Exit::usage, a suggestion and the list.
const Command& require_command(std::string_view word);

}  // namespace entrypoint
