#pragma once

#include <string>
#include <string_view>

namespace report {

/// The text as a terminal may have it: a blank for each control character, U+FFFD for each byte
/// that is not UTF-8. As many code points as a reader counts.
[[nodiscard]] std::string printable(std::string_view text);

/// Printable lines, each but the first behind `margin`; line ends at the end are dropped.
[[nodiscard]] std::string printable_lines(std::string_view text, std::string_view margin);

/// The lines in one, joined by blanks.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace report
