#pragma once

#include <span>
#include <string>
#include <string_view>

namespace entrypoint {

/// The shells that there is a script for.
std::span<const std::string_view> completion_shells();

/// What makes a shell complete migrexec's commands, options and their words. `shell` is one of
/// completion_shells().
std::string completion_script(std::string_view shell);

/// The parts of it, one for each shell.
std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace entrypoint
