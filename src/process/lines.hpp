#pragma once

#include "process/run.hpp"

#include <string>
#include <string_view>

namespace process {

/// Cuts text that comes in pieces into lines.
class Lines {
 public:
  /// `on_line` must outlive it.
  explicit Lines(const OnLine& on_line) : on_line_(on_line) {}

  /// More of the text; it may be cut anywhere.
  void add(std::string_view text);
  /// The text is over: a last line without line end is one too.
  void finish();

 private:
  void keep(std::string_view part);
  void tell();

  const OnLine& on_line_;
  std::string line_{};
};

}  // namespace process
