#pragma once

#include "sql/dialect.hpp"
#include "sql/text_error.hpp"

#include <cstddef>
#include <string_view>

namespace sql {

/// The error for a quote or comment without an end. `text` begins with its opening.
TextError unterminated(std::string_view text, std::size_t offset, Dialect dialect);

}  // namespace sql
