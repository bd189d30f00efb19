#include "process/lines.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace process {
namespace {

constexpr std::size_t longest = 4096;
/// Enough to see that a line is too long, and that no code point is cut.
constexpr std::size_t room = longest + 4;

}  // namespace

void Lines::add(std::string_view text) {
  for (;;) {
    const std::size_t end = text.find('\n');
    keep(text.substr(0, end));
    if (end == std::string_view::npos) return;
    tell();
    text.remove_prefix(end + 1);
  }
}

void Lines::finish() {
  if (!line_.empty()) tell();
}

void Lines::keep(std::string_view part) {
  line_ += part.substr(0, room - std::min(room, line_.size()));
}

void Lines::tell() {
  if (line_.ends_with('\r')) line_.pop_back();
  if (line_.size() > longest) {
    line_.resize(base::border_before(line_, longest));
    line_ += " ...";
  }
  on_line_(line_);
  line_.clear();
}

}  // namespace process
