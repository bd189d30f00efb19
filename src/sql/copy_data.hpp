#pragma once

#include "sql/window.hpp"

#include <cstddef>
#include <string_view>

namespace sql {

/// The data of a COPY ... FROM stdin, which begin on the line after the statement.
class CopyData {
 public:
  /// The cursor of `window` stands at a line's begin. `statement`: where the COPY stands.
  CopyData(Window& window, std::size_t statement) : window_(&window), statement_(statement) {}

  /// Whole lines as they stand, but for a line too long to be held; empty at the end. Good until
  /// the window reads on. Throws TextError at the statement if the text ends before the data.
  std::string_view next();

 private:
  void read_lines();
  std::string_view whole_lines(std::string_view lines);
  std::string_view part_of_line(std::string_view part);
  std::string_view last_line(std::string_view line);

  Window* window_;
  std::size_t statement_;
  bool at_line_begin_{true};
  bool ended_{false};
};

}  // namespace sql
