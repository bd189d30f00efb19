#pragma once

#include <string>
#include <vector>

namespace report {

/// Rows in aligned columns, two blanks between them; widths count code points. Each row ends its
/// line, without blanks at the end.
std::string to_columns(const std::vector<std::vector<std::string>>& rows);

}  // namespace report
