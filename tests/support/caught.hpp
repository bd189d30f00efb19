#pragma once

#include "base/diagnostic.hpp"
#include "base/error.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace support {

/// The error that an act ends with.
inline base::Error caught(const std::function<void()>& act) {
  try {
    act();
  } catch (const base::Error& error) {
    return error;
  }
  throw std::logic_error("there was no error");
}

/// Lines for a comparison: doctest shows no vectors.
inline std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += (text.empty() ? "" : " / ") + line;
  return text;
}

/// `file:line:column`.
inline std::string where(const base::Error& error) {
  const base::Place place = error.diagnostic().place.value_or(base::Place{});
  const std::string file = place.file.substr(place.file.rfind('/') + 1);
  return file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

}  // namespace support
