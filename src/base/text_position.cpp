#include "base/text_position.hpp"

#include "base/byte_source.hpp"
#include "base/diagnostic.hpp"
#include "base/utf8.hpp"
#include "base/view_source.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace base {
namespace {

constexpr std::string_view bom = "\xEF\xBB\xBF";
/// How much of a line is kept on either side of the place.
constexpr std::size_t near = 65536;

/// The line that we are in, as much of it as is worth keeping.
struct Line {
  std::size_t number{1};
  std::string text{};
  /// Of the text's first code point.
  std::size_t column{1};
};

/// Tells how many bytes went.
std::size_t drop_bom(Line& line) {
  if (line.number != 1 || line.column != 1 || !line.text.starts_with(bom)) return 0;
  line.text.erase(0, bom.size());
  return bom.size();
}

void drop_far_front(Line& line) {
  drop_bom(line);
  const std::size_t cut = border_before(line.text, line.text.size() - (near / 2));
  line.column += code_points(std::string_view(line.text).substr(0, cut));
  line.text.erase(0, cut);
}

/// Walks over text that is before the place.
void pass(Line& line, std::string_view text) {
  if (const auto end = text.rfind('\n'); end != std::string_view::npos) {
    line.number += static_cast<std::size_t>(std::ranges::count(text, '\n'));
    line.text.clear();
    line.column = 1;
    text.remove_prefix(end + 1);
  }
  line.text += text;
  if (line.text.size() > near) drop_far_front(line);
}

/// What follows the place on its line, with a CR that belongs to the line end.
std::string rest_of_line(std::string rest, ByteSource& source, std::span<char> room) {
  while (rest.size() < near && rest.find('\n') == std::string::npos) {
    const std::size_t count = source.read(room);
    if (count == 0) return rest;
    rest.append(room.data(), count);
  }
  rest.resize(std::min(rest.find('\n'), border_before(rest, near)));
  return rest;
}

}  // namespace

Place locate(ByteSource& source, const std::string& file, std::size_t offset, std::size_t length) {
  Line line;
  std::array<char, 65536> room{};
  std::string rest;
  while (offset > 0) {
    const std::string_view piece(room.data(), source.read(room));
    if (piece.empty()) break;
    pass(line, piece.substr(0, offset));
    rest = piece.substr(std::min(offset, piece.size()));
    offset -= std::min(offset, piece.size());
  }
  std::size_t at = line.text.size();
  line.text += rest_of_line(std::move(rest), source, room);
  at -= std::min(at, drop_bom(line));
  if (line.text.ends_with('\r')) line.text.pop_back();
  at = border_before(line.text, at);
  const std::string_view text = line.text;
  return {.file = file,
          .line = line.number,
          .column = line.column + code_points(text.substr(0, at)),
          .text = line.text,
          .length = std::max<std::size_t>(1, code_points(text.substr(at, length))),
          .text_column = line.column};
}

Place locate(std::string_view text, const std::string& file, std::size_t offset,
             std::size_t length) {
  ViewSource source(text);
  return locate(source, file, offset, length);
}

}  // namespace base
