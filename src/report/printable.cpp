#include "report/printable.hpp"

#include "base/utf8.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace report {
namespace {

constexpr std::string_view line_ends = "\r\n";

bool controls(std::string_view point) {
  const auto first = static_cast<unsigned char>(point.front());
  if (point.size() == 1) return first < 0x20 || first == 0x7F;
  // U+0080 to U+009F: some terminals obey them as they obey ESC.
  return first == 0xC2 && static_cast<unsigned char>(point.back()) < 0xA0;
}

std::string_view without_line_ends(std::string_view text) {
  return text.substr(0, text.find_last_not_of(line_ends) + 1);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = base::point_length(text);
    const std::string_view point = text.substr(0, length == 0 ? 1 : length);
    if (length == 0) {
      clean += "\uFFFD";
    } else if (controls(point)) {
      clean += ' ';
    } else {
      clean += point;
    }
    text.remove_prefix(point.size());
  }
  return clean;
}

std::string printable_lines(std::string_view text, std::string_view margin) {
  text = without_line_ends(text);
  std::string lines;
  for (;;) {
    const std::size_t end = text.find('\n');
    lines += printable(without_line_ends(text.substr(0, end)));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
    lines += '\n';
    if (text.find_first_not_of(line_ends) != 0) continue;
    lines += margin;
  }
}

std::string one_line(std::string_view text) {
  std::string line;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(line_ends);
    const std::string_view piece = text.substr(0, end);
    if (!piece.empty() && !line.empty()) line += ' ';
    line += piece;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return line;
}

}  // namespace report
