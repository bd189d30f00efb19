#pragma once

#include <optional>
#include <string_view>

namespace sql {

/// What follows the colon of a `-- migrexec:` comment, trimmed; nothing for any other comment.
std::optional<std::string_view> directive_in(std::string_view comment);

}  // namespace sql
