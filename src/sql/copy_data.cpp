#include "sql/copy_data.hpp"

#include "sql/text_error.hpp"

#include <cstddef>
#include <string_view>

namespace sql {
namespace {

constexpr std::size_t largest_piece = 64 * std::size_t{1024};

bool is_end_mark(std::string_view line) {
  return line == "\\." || line == "\\.\n" || line == "\\.\r\n" || line == "\\.\r";
}

std::string_view line_at(std::string_view text, std::size_t begin) {
  const std::size_t line_end = text.find('\n', begin);
  return text.substr(begin, line_end == std::string_view::npos ? line_end : line_end + 1 - begin);
}

}  // namespace

std::string_view CopyData::next() {
  if (ended_) return {};
  window_->keep_from(window_->offset());
  window_->widen(largest_piece);
  read_lines();
  const std::string_view held = window_->rest().substr(0, largest_piece);
  const std::size_t last_line_end = held.rfind('\n');
  if (last_line_end != std::string_view::npos)
    return whole_lines(held.substr(0, last_line_end + 1));
  if (held.size() == largest_piece) return part_of_line(held);
  return last_line(held);
}

/// Until a line is whole, or too long to wait for its end.
void CopyData::read_lines() {
  std::size_t searched = 0;
  while (window_->rest().size() < largest_piece &&
         window_->rest().find('\n', searched) == std::string_view::npos) {
    searched = window_->rest().size();
    if (!window_->read_more()) return;
  }
}

std::string_view CopyData::whole_lines(std::string_view lines) {
  std::size_t begin = at_line_begin_ ? 0 : line_at(lines, 0).size();
  at_line_begin_ = true;
  while (begin < lines.size() && !ended_) {
    const std::string_view line = line_at(lines, begin);
    ended_ = is_end_mark(line);
    if (ended_) window_->advance(line.size());
    if (!ended_) begin += line.size();
  }
  window_->advance(begin);
  return lines.substr(0, begin);
}

std::string_view CopyData::part_of_line(std::string_view part) {
  at_line_begin_ = false;
  window_->advance(part.size());
  return part;
}

/// At the end of the text, where only the end mark may stand.
std::string_view CopyData::last_line(std::string_view line) {
  if (!at_line_begin_ || !is_end_mark(line))
    throw TextError("unterminated COPY data", statement_,
                    "end the data with a line that holds only \\.");
  window_->advance(line.size());
  ended_ = true;
  return {};
}

}  // namespace sql
