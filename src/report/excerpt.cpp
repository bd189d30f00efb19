#include "report/excerpt.hpp"

#include "base/diagnostic.hpp"
#include "base/utf8.hpp"
#include "report/printable.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace report {
namespace {

constexpr std::size_t widest = 160;
/// How much of a long line is shown before the caret.
constexpr std::size_t lead = 60;
constexpr std::string_view ellipsis = "...";

/// Code points from `first` on, `count` of them.
std::string_view points(std::string_view text, std::size_t first, std::size_t count) {
  text.remove_prefix(base::byte_offset_of(text, first));
  return text.substr(0, base::byte_offset_of(text, count));
}

}  // namespace

Excerpt excerpt_of(const base::Place& place) {
  const std::string line = printable(place.text);
  const std::size_t size = base::code_points(line);
  const std::size_t before = std::max(place.column, place.text_column) - place.text_column;
  const std::size_t caret = std::min(before, size);
  const bool whole = size <= widest && place.text_column == 1;
  const std::size_t first = whole || caret <= lead ? 0 : caret - lead;
  const bool cut_front = first > 0 || place.text_column > 1;
  const std::size_t marks = ellipsis.size() * 2;
  const std::size_t count = whole ? size : std::min(widest - marks, size - first);
  const bool cut_back = first + count < size;

  Excerpt excerpt;
  if (cut_front) excerpt.text += ellipsis;
  excerpt.indent = excerpt.text.size() + caret - first;
  excerpt.text += points(line, first, count);
  if (cut_back) excerpt.text += ellipsis;
  excerpt.carets =
      std::clamp<std::size_t>(place.length, 1, std::max<std::size_t>(1, first + count - caret));
  return excerpt;
}

}  // namespace report
