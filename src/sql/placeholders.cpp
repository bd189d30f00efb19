#include "sql/placeholders.hpp"

#include "base/byte_source.hpp"
#include "sql/bytes.hpp"
#include "sql/text_error.hpp"
#include "sql/window.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace sql {
namespace {

constexpr ByteSet name_starts{"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"};
constexpr ByteSet name_bytes = name_starts.with("0123456789");
constexpr std::size_t longest_name = 128;
constexpr std::string_view opening = "${";

bool is_in(const ByteSet& set, int byte) {
  return byte != Window::end_of_text && set.has(static_cast<char>(byte));
}

/// Where a byte of the piece comes from.
std::size_t origin(const Placeholders::Piece& piece, std::size_t index) {
  return piece.is_value ? piece.begin : piece.begin + index;
}

std::size_t origin_end(const Placeholders::Piece& piece, std::size_t index) {
  return piece.is_value ? piece.end : piece.begin + index + 1;
}

}  // namespace

bool is_placeholder_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && name_starts.has(name.front()) &&
         std::ranges::all_of(name, [](char c) { return name_bytes.has(c); });
}

Placeholders::Placeholders(base::ByteSource& source, LookUp look_up)
    : window_(source), look_up_(std::move(look_up)) {}

std::size_t Placeholders::read(std::span<char> room) {
  while (rest_.empty()) {
    const auto piece = next();
    if (!piece) return 0;
    rest_ = piece->text;
  }
  const std::string_view part = rest_.substr(0, room.size());
  std::ranges::copy(part, room.begin());
  rest_.remove_prefix(part.size());
  return part.size();
}

std::optional<Placeholders::Piece> Placeholders::next() {
  window_.keep_from(window_.offset());
  const int first = window_.peek();
  if (first == Window::end_of_text) return std::nullopt;
  if (first == '$') return dollar();
  return plain(0, std::min(window_.rest().find('$'), window_.rest().size()));
}

Placeholders::Piece Placeholders::dollar() {
  const bool is_escape =
      window_.peek(1) == '$' && window_.peek(2) == '{' && name_length(1 + opening.size()) > 0;
  if (is_escape) return plain(1, opening.size() + name_length(1 + opening.size()) + 1);
  if (window_.peek(1) == '{' && is_in(name_starts, window_.peek(opening.size())))
    return placeholder();
  return plain(0, 1);
}

Placeholders::Piece Placeholders::placeholder() {
  const std::size_t begin = window_.offset();
  const std::size_t length = name_length(opening.size());
  if (length == 0)
    throw TextError("\"${\" begins no placeholder here", begin,
                    "write ${name}, the name of letters, digits and underscores; a dollar quote "
                    "before a brace needs a tag or a space: $$ {");
  const std::size_t end = begin + opening.size() + length + 1;
  const std::string name(window_.rest().substr(opening.size(), length));
  const auto value = look_up_(name);
  if (!value)
    throw TextError(
        "the placeholder \"" + name + "\" has no value", begin,
        "give it one with --set " + name + "=VALUE, or write $${" + name + "} for the text itself");
  value_ = *value;
  window_.advance(end - begin);
  return {.text = value_, .begin = begin, .end = end, .is_value = true};
}

/// The bytes after `skipped` ones, as they stand.
Placeholders::Piece Placeholders::plain(std::size_t skipped, std::size_t length) {
  const std::size_t begin = window_.offset() + skipped;
  window_.advance(skipped + length);
  return {.text = window_.view(begin, begin + length), .begin = begin, .end = begin + length};
}

/// Of a name that stands `ahead` of the cursor and ends with a brace; 0 if there is none.
std::size_t Placeholders::name_length(std::size_t ahead) {
  if (!is_in(name_starts, window_.peek(ahead))) return 0;
  std::size_t length = 1;
  while (length < longest_name && is_in(name_bytes, window_.peek(ahead + length)))
    ++length;
  return window_.peek(ahead + length) == '}' ? length : 0;
}

Stretch as_written(base::ByteSource& source, const LookUp& look_up, const Stretch& replaced) {
  Placeholders text(source, look_up);
  const std::size_t last = replaced.offset + std::max<std::size_t>(replaced.length, 1) - 1;
  std::optional<std::size_t> begin;
  std::size_t passed = 0;
  std::size_t end = 0;
  while (const auto piece = text.next()) {
    const std::size_t size = piece->text.size();
    end = piece->end;
    if (!begin && replaced.offset < passed + size) begin = origin(*piece, replaced.offset - passed);
    if (begin && last < passed + size)
      return {.offset = *begin, .length = origin_end(*piece, last - passed) - *begin};
    passed += size;
  }
  return {.offset = begin.value_or(end), .length = begin ? end - *begin : 1};
}

}  // namespace sql
