#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace entrypoint {

/// How many columns the text takes: one for each code point.
std::size_t width(std::string_view text);

/// Two columns of a help text: `left` two to the right, `right` broken into lines of at most 80
/// columns that all begin at column `indent`. A long `left` has a line of its own.
std::string two_columns(std::string_view left, std::string_view right, std::size_t indent);

}  // namespace entrypoint
