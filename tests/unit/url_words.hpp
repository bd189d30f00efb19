#pragma once

#include "db/url.hpp"

#include <string>
#include <string_view>

namespace unit {

/// All words of the UrlError that a text gets, or nothing.
inline std::string url_complaint(const std::string& text) {
  try {
    (void)db::parse_url(text);
  } catch (const db::UrlError& error) {
    return std::string(error.what()) + " | " + error.help();
  }
  return {};
}

inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// The text with its secrets as `*`.
inline std::string masked(std::string text) {
  for (const auto& [begin, length] : db::secret_ranges(text))
    text.replace(begin, length, std::string(length, '*'));
  return text;
}

}  // namespace unit
