#pragma once

#include <string_view>

namespace differential {

enum class Comments { nested, flat };

/// `text` without the white space and the comments that it begins with, found without our lexers.
std::string_view without_lead(std::string_view text, Comments comments);

}  // namespace differential
