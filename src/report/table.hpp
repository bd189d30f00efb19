#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace report {

/// Rows in aligned columns, two blanks between them; widths count code points. Each row ends its
/// line, without blanks at the end.
std::string to_columns(const std::vector<std::vector<std::string>>& rows);

/// How a cell catches the eye.
enum class Tone { plain, good, caution, trouble };

/// The tone of a cell, by its text.
using ToneOf = std::function<Tone(std::string_view cell)>;

/// The same, the cells of one column in colours if `fd` is a terminal and NO_COLOR is not set.
std::string to_columns(const std::vector<std::vector<std::string>>& rows, std::size_t column,
                       const ToneOf& tone_of, int fd);

}  // namespace report
