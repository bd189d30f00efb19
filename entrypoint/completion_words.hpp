#pragma once

#include "entrypoint/command.hpp"
#include "entrypoint/settings_options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace entrypoint {

/// What may stand behind an option.
enum class Follows { nothing, anything, words, file, folder };

Follows follows(const Option& option);

/// `each`, `all`, `none` of an option that takes one of these.
std::vector<std::string> words_of(const Option& option);

/// A command's name and its aliases.
std::vector<std::string> spellings(const Command& command);

/// The bare words that a command takes, as far as they are known beforehand.
std::vector<std::string> bare_words(const Command& command);

std::string joined(const std::vector<std::string>& words, std::string_view separator);

/// With a backslash before each letter of `special`.
std::string escaped(std::string_view text, std::string_view special);

/// In single quotes, for every shell but fish; `'` becomes `'\''`.
std::string quoted(std::string_view text);

}  // namespace entrypoint
