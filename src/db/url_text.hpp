#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace db {

/// The text with its %XX decoded. Nothing if a `%` lacks its two digits or stands for a NUL.
std::optional<std::string> percent_decode(std::string_view text);

/// The text with all but letters, digits and `-._~` as %XX.
std::string percent_encode(std::string_view text);

/// ASCII only, whatever the locale.
std::string to_lower(std::string_view text);

/// The pieces between the separators, at least one.
std::vector<std::string_view> split(std::string_view text, char separator);

/// What stands before and after the first separator; no second part if there is none.
struct Halves {
  std::string_view first{};
  std::optional<std::string_view> second{};
};
Halves halve(std::string_view text, char separator);

}  // namespace db
