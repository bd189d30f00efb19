#pragma once

#include "entrypoint/command.hpp"
#include "entrypoint/settings_options.hpp"

#include <string>
#include <string_view>

namespace entrypoint {

enum class Needs { value, no_value };

/// `-x` and `--xyz`, but not the target `-1`.
bool looks_like_option(std::string_view word);

/// What is wrong with the words of a command line: each throws base::Error with Exit::usage.
[[noreturn]] void refuse_option(const std::string& word);
[[noreturn]] void refuse_syntax(const std::string& option, Needs needs);
[[noreturn]] void refuse_repetition(const Option& option);
[[noreturn]] void refuse_foreign_option(const Command& command, const Option& option);
[[noreturn]] void refuse_word_of_run(const std::string& word);
[[noreturn]] void refuse_no_command();
[[noreturn]] void refuse_no_application();
[[noreturn]] void refuse_application(const Command& command);

/// A bare word that the command has no use for.
[[noreturn]] void refuse_word_for(const Command& command, const std::string& word);

}  // namespace entrypoint
