#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace base {

/// The word of `known` that a person most likely meant by `word`, if one is near enough.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known);

}  // namespace base
