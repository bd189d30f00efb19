#include "base/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace base {
namespace {

constexpr std::size_t longest_point = 4;

unsigned char byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

bool continues(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// What a first byte promises: the length, and the bounds that keep the second byte from spelling
/// a surrogate, a number too large, or one that has a shorter spelling.
struct Shape {
  std::size_t length{0};
  unsigned char second_least{0x80};
  unsigned char second_most{0xBF};
};

Shape shape_of(unsigned char first) {
  if (first < 0x80) return {.length = 1};
  if (first < 0xC2) return {};
  if (first < 0xE0) return {.length = 2};
  if (first == 0xE0) return {.length = 3, .second_least = 0xA0};
  if (first == 0xED) return {.length = 3, .second_most = 0x9F};
  if (first < 0xF0) return {.length = 3};
  if (first == 0xF0) return {.length = 4, .second_least = 0x90};
  if (first < 0xF4) return {.length = 4};
  if (first == 0xF4) return {.length = 4, .second_most = 0x8F};
  return {};
}

struct Point {
  enum class Verdict { whole, cut, bad };
  Verdict verdict{Verdict::bad};
  std::size_t length{0};
};

/// Looks at the front of `text`, which is not empty.
Point look(std::string_view text) {
  const Shape shape = shape_of(byte_at(text, 0));
  const std::size_t there = std::min(shape.length, text.size());
  if (shape.length == 0) return {};
  for (std::size_t i = 1; i < there; ++i) {
    if (!continues(text[i])) return {};
  }
  if (there > 1 && (byte_at(text, 1) < shape.second_least || byte_at(text, 1) > shape.second_most))
    return {};
  if (there < shape.length) return {.verdict = Point::Verdict::cut, .length = there};
  return {.verdict = Point::Verdict::whole, .length = there};
}

/// The first index from `from` on that holds no ASCII.
std::size_t skip_ascii(std::string_view text, std::size_t from) {
  constexpr std::uint64_t high_bits = 0x8080808080808080U;
  std::uint64_t eight = 0;
  for (; text.size() - from >= sizeof eight; from += sizeof eight) {
    std::memcpy(&eight, text.data() + from, sizeof eight);
    if ((eight & high_bits) != 0) break;
  }
  while (from < text.size() && byte_at(text, from) < 0x80)
    ++from;
  return from;
}

}  // namespace

std::size_t point_length(std::string_view text) {
  if (text.empty()) return 0;
  const Point point = look(text);
  return point.verdict == Point::Verdict::whole ? point.length : 0;
}

std::size_t code_points(std::string_view text) {
  const auto inner = std::ranges::count_if(text, continues);
  return text.size() - static_cast<std::size_t>(inner);
}

std::size_t byte_offset_of(std::string_view text, std::size_t count) {
  std::size_t offset = 0;
  for (; count > 0 && offset < text.size(); --count) {
    ++offset;
    while (offset < text.size() && continues(text[offset]))
      ++offset;
  }
  return offset;
}

std::size_t border_before(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return text.size();
  for (std::size_t back = 1; back < longest_point && back <= offset; ++back) {
    if (!continues(text[offset - back + 1])) return offset;
    if (shape_of(byte_at(text, offset - back)).length > back) return offset - back;
  }
  return offset;
}

std::optional<std::size_t> Utf8Checker::add(std::string_view text) {
  if (!pending_.empty()) text = complete_pending(text);
  if (!bad_) good_ += check(text);
  return bad_;
}

std::optional<std::size_t> Utf8Checker::finish() {
  if (!bad_ && !pending_.empty()) bad_ = good_;
  return bad_;
}

std::string_view Utf8Checker::complete_pending(std::string_view text) {
  while (!bad_ && !pending_.empty() && !text.empty()) {
    pending_ += text.front();
    text.remove_prefix(1);
    const Point point = look(pending_);
    if (point.verdict == Point::Verdict::bad) bad_ = good_;
    if (point.verdict != Point::Verdict::whole) continue;
    good_ += point.length;
    pending_.clear();
  }
  return text;
}

/// Tells how many bytes from the front are good.
std::size_t Utf8Checker::check(std::string_view text) {
  std::size_t at = skip_ascii(text, 0);
  while (at < text.size()) {
    const Point point = look(text.substr(at));
    if (point.verdict == Point::Verdict::bad) bad_ = good_ + at;
    if (point.verdict == Point::Verdict::cut) pending_ = text.substr(at);
    if (point.verdict != Point::Verdict::whole) return at;
    at = skip_ascii(text, at + point.length);
  }
  return at;
}

}  // namespace base
