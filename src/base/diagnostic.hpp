#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace base {

/// A place in a text that a person can go to. Line and column count from one, columns in code
/// points (a tab is one).
struct Place {
  std::string file{};
  std::size_t line{1};
  std::size_t column{1};
  /// The line's text without its line end; empty: nothing is drawn under the place.
  std::string text{};
  /// How many code points the caret underlines, at least one.
  std::size_t length{1};
  /// What stands beside the carets.
  std::string label{};
  /// The column of the text's first code point: more than one if the text is a part of a long line.
  std::size_t text_column{1};

  bool operator==(const Place&) const = default;
};

/// What happened, as data. Only report/ turns it into words on a screen or into JSON.
struct Diagnostic {
  /// One line, lower case, no full stop.
  std::string headline{};
  std::optional<Place> place{};
  /// The server's five-character code, if a server said no.
  std::string sqlstate{};
  std::string detail{};
  std::string hint{};
  /// Facts: what was rolled back, what is applied.
  std::vector<std::string> notes{};
  /// Acts that can be typed.
  std::vector<std::string> helps{};

  bool operator==(const Diagnostic&) const = default;
};

}  // namespace base
