#pragma once

#include "base/diagnostic.hpp"

#include <cstddef>
#include <string>

namespace report {

/// The part of a source line that fits on a screen, and where the carets go below it.
struct Excerpt {
  std::string text{};
  /// Code points before the first caret.
  std::size_t indent{0};
  std::size_t carets{1};

  bool operator==(const Excerpt&) const = default;
};

/// At most 160 code points around the caret; `...` stands for what is left out.
[[nodiscard]] Excerpt excerpt_of(const base::Place& place);

}  // namespace report
