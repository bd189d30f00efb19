#include "base/utf8.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <optional>
#include <ostream>  // IWYU pragma: keep
#include <string_view>

namespace {

using base::Utf8Checker;

std::optional<std::size_t> first_invalid(std::string_view text) {
  Utf8Checker checker;
  checker.add(text);
  return checker.finish();
}

std::optional<std::size_t> first_invalid_by_bytes(std::string_view text) {
  Utf8Checker checker;
  for (std::size_t i = 0; i < text.size(); ++i)
    checker.add(text.substr(i, 1));
  return checker.finish();
}

TEST_CASE("utf8: every length of code point is good") {
  CHECK_FALSE(first_invalid(""));
  CHECK_FALSE(first_invalid("plain words, longer than eight bytes"));
  CHECK_FALSE(first_invalid("\u00e9 \u20ac \U0001F418 and more"));
  CHECK_FALSE(first_invalid("\uD7FF\uE000\uFFFD\U0010FFFF"));
}

TEST_CASE("utf8: a text may come in single bytes") {
  CHECK_FALSE(first_invalid_by_bytes("\u00e9\u20ac\U0001F418 x"));
  CHECK(first_invalid_by_bytes("ab\xE2\x82 c") == 2);
  CHECK(first_invalid_by_bytes("ab\u20ac\x80") == 5);
}

TEST_CASE("utf8: a byte that begins nothing is bad") {
  CHECK(first_invalid("\x80") == 0);
  CHECK(first_invalid("12345678\xFFxyz") == 8);
  CHECK(first_invalid("caf\xE9 au lait") == 3);
}

TEST_CASE("utf8: what has a shorter spelling is bad") {
  CHECK(first_invalid("\xC0\x80") == 0);
  CHECK(first_invalid("\xC1\xBF") == 0);
  CHECK(first_invalid("\xE0\x9F\xBF") == 0);
  CHECK(first_invalid("\xF0\x8F\xBF\xBF") == 0);
}

TEST_CASE("utf8: surrogates and numbers above 10FFFF are bad") {
  CHECK(first_invalid("\xED\xA0\x80") == 0);
  CHECK(first_invalid("\xED\xBF\xBF") == 0);
  CHECK(first_invalid("\xF4\x90\x80\x80") == 0);
  CHECK(first_invalid("\xF5\x80\x80\x80") == 0);
}

TEST_CASE("utf8: a code point that is cut off by the end is bad at its first byte") {
  Utf8Checker checker;
  CHECK_FALSE(checker.add("ab\xF0\x9F\x90"));
  CHECK(checker.finish() == 2);
}

TEST_CASE("utf8: the first bad place stays the answer") {
  Utf8Checker checker;
  CHECK(checker.add("a\xFF") == 1);
  CHECK(checker.add("more \xFF") == 1);
  CHECK(checker.finish() == 1);
}

TEST_CASE("utf8: the offset counts from the first piece on") {
  Utf8Checker checker;
  CHECK_FALSE(checker.add("0123456789"));
  CHECK_FALSE(checker.add("\xE2\x82"));
  CHECK_FALSE(checker.add("\xAC"));
  CHECK(checker.add("ab\xFF") == 15);
}

TEST_CASE("utf8: code points are counted") {
  CHECK(base::code_points("") == 0);
  CHECK(base::code_points("abc") == 3);
  CHECK(base::code_points("\u00e9\u20ac\U0001F418") == 3);
}

TEST_CASE("utf8: the offset of the n-th code point") {
  CHECK(base::byte_offset_of("a\u20acb", 0) == 0);
  CHECK(base::byte_offset_of("a\u20acb", 1) == 1);
  CHECK(base::byte_offset_of("a\u20acb", 2) == 4);
  CHECK(base::byte_offset_of("a\u20acb", 9) == 5);
}

TEST_CASE("utf8: a cut goes through no code point") {
  CHECK(base::border_before("a\u20acb", 1) == 1);
  CHECK(base::border_before("a\u20acb", 2) == 1);
  CHECK(base::border_before("a\u20acb", 3) == 1);
  CHECK(base::border_before("a\u20acb", 4) == 4);
  CHECK(base::border_before("a\u20acb", 99) == 5);
}

TEST_CASE("utf8: a stray byte is a border of its own") {
  CHECK(base::border_before("ab\x80", 2) == 2);
  CHECK(base::border_before("\x80\x80\x80\x80", 3) == 3);
}

TEST_CASE("utf8: the length of the code point in front") {
  CHECK(base::point_length("") == 0);
  CHECK(base::point_length("ab") == 1);
  CHECK(base::point_length("\U0001F418!") == 4);
  CHECK(base::point_length("\xE2\x82") == 0);
  CHECK(base::point_length("\x80") == 0);
}

}  // namespace
