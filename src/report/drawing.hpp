#pragma once

#include "base/diagnostic.hpp"

#include <string>
#include <string_view>

namespace report {

/// What is drawn under the headline, each line with a line end in front: the place with the line
/// and its caret, the server's detail and hint, notes, helps. `colour` is what a terminal wants to
/// hear before the carets; empty: no colours.
[[nodiscard]] std::string draw_body(const base::Diagnostic& diagnostic, std::string_view colour);

/// What ends a colour.
constexpr std::string_view plain = "\x1b[0m";

}  // namespace report
