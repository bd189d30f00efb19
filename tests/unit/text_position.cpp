#include "base/text_position.hpp"

#include "base/byte_source.hpp"
#include "base/diagnostic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <ostream>  // IWYU pragma: keep
#include <span>
#include <string>
#include <string_view>

namespace {

using base::locate;
using base::Place;

/// Gives a byte at a time and counts them.
class Trickle : public base::ByteSource {
 public:
  explicit Trickle(std::string_view text) : text_(text) {}

  std::size_t read(std::span<char> room) override {
    const std::size_t count = text_.substr(given_, 1).copy(room.data(), room.size());
    given_ += count;
    return count;
  }

  [[nodiscard]] std::size_t given() const { return given_; }

 private:
  std::string_view text_;
  std::size_t given_{0};
};

/// A line of `size` letters a, made while it is read.
class LongLine : public base::ByteSource {
 public:
  explicit LongLine(std::size_t size) : left_(size) {}

  std::size_t read(std::span<char> room) override {
    const std::size_t count = std::min(room.size(), left_);
    std::ranges::fill(room.first(count), 'a');
    left_ -= count;
    return count;
  }

  [[nodiscard]] std::size_t left() const { return left_; }

 private:
  std::size_t left_;
};

TEST_CASE("text position: the first byte is line one, column one") {
  CHECK(locate("abc\ndef\n", "x.sql", 0, 3) ==
        Place{.file = "x.sql", .line = 1, .column = 1, .text = "abc", .length = 3});
}

TEST_CASE("text position: a word on a later line") {
  CHECK(locate("abc\nd ef\ng", "x.sql", 6, 2) ==
        Place{.file = "x.sql", .line = 2, .column = 3, .text = "d ef", .length = 2});
}

TEST_CASE("text position: columns and lengths are code points") {
  CHECK(locate("\u00e9\u20ac \u00e9\u00e9 x", "x.sql", 6, 4) ==
        Place{.file = "x.sql", .column = 4, .text = "\u00e9\u20ac \u00e9\u00e9 x", .length = 2});
}

TEST_CASE("text position: a tab is one column") {
  CHECK(locate("\t\tx", "x.sql", 2, 1).column == 3);
}

TEST_CASE("text position: an offset inside a code point means that code point") {
  CHECK(locate("a\u20acb", "x.sql", 3, 1).column == 2);
}

TEST_CASE("text position: a byte that is no UTF-8 has a column of its own") {
  CHECK(locate("ab\x80", "x.sql", 2, 1).column == 3);
  CHECK(locate("caf\xE9 x", "x.sql", 3, 1).column == 4);
}

TEST_CASE("text position: the length ends with the line") {
  CHECK(locate("abc\ndef", "x.sql", 1, 100).length == 2);
  CHECK(locate("abc\r\ndef", "x.sql", 1, 100).length == 2);
}

TEST_CASE("text position: a length of nothing underlines one") {
  CHECK(locate("abc", "x.sql", 1, 0).length == 1);
}

TEST_CASE("text position: CRLF ends a line and is not part of it") {
  CHECK(locate("abc\r\ndef\r\n", "x.sql", 5, 3) ==
        Place{.file = "x.sql", .line = 2, .column = 1, .text = "def", .length = 3});
}

TEST_CASE("text position: a line end is behind the last column") {
  CHECK(locate("abc\ndef", "x.sql", 3, 1).column == 4);
  CHECK(locate("abc\r\ndef", "x.sql", 3, 1).column == 4);
  CHECK(locate("abc\r\ndef", "x.sql", 4, 1) ==
        Place{.file = "x.sql", .line = 1, .column = 4, .text = "abc", .length = 1});
}

TEST_CASE("text position: a lone CR ends no line") {
  CHECK(locate("ab\rcd", "x.sql", 3, 2) ==
        Place{.file = "x.sql", .line = 1, .column = 4, .text = "ab\rcd", .length = 2});
}

TEST_CASE("text position: the end of the text") {
  CHECK(locate("ab", "x.sql", 2, 1) == Place{.file = "x.sql", .column = 3, .text = "ab"});
  CHECK(locate("ab\n", "x.sql", 3, 1) == Place{.file = "x.sql", .line = 2, .column = 1});
  CHECK(locate("", "x.sql", 0, 1) == Place{.file = "x.sql"});
}

TEST_CASE("text position: beyond the end is the end") {
  CHECK(locate("ab\ncd", "x.sql", 99, 1) ==
        Place{.file = "x.sql", .line = 2, .column = 3, .text = "cd"});
}

TEST_CASE("text position: a BOM is three bytes and no column") {
  CHECK(locate("\uFEFFabc", "x.sql", 4, 2) ==
        Place{.file = "x.sql", .column = 2, .text = "abc", .length = 2});
  CHECK(locate("\uFEFFabc", "x.sql", 0, 1).column == 1);
  CHECK(locate("\uFEFFabc", "x.sql", 1, 1).column == 1);
  CHECK(locate("\uFEFFabc\nd", "x.sql", 7, 1) ==
        Place{.file = "x.sql", .line = 2, .column = 1, .text = "d"});
}

TEST_CASE("text position: a source may give single bytes") {
  Trickle source("\uFEFFabc\r\n\u20ac\u20ac def\r\nrest");
  CHECK(locate(source, "x.sql", 15, 3) ==
        Place{.file = "x.sql", .line = 2, .column = 4, .text = "\u20ac\u20ac def", .length = 3});
}

TEST_CASE("text position: nothing is read beyond the line") {
  Trickle source("one\ntwo\nthree\n");
  CHECK(locate(source, "x.sql", 4, 3).text == "two");
  CHECK(source.given() == 8);
}

TEST_CASE("text position: a line of 64 KiB is kept whole") {
  const std::string line(65536, 'x');
  CHECK(locate("a\n" + line + "\nb", "x.sql", 40000, 1).text == line);
  CHECK(locate("a\n" + line + "\nb", "x.sql", 65537, 1).text == line);
}

TEST_CASE("text position: of a very long line only what is near is kept and read") {
  LongLine source(50'000'000);
  const Place place = locate(source, "x.sql", 30'000'000, 5);
  CHECK(place.column == 30'000'001);
  CHECK(place.length == 5);
  CHECK(place.text_column > 1);
  CHECK(place.text_column <= place.column);
  CHECK(place.text.size() <= 4 * 65536);
  CHECK(source.left() > 19'000'000);
}

TEST_CASE("text position: a cut in a long line goes through no code point") {
  std::string line;
  for (int i = 0; i < 100'000; ++i)
    line += "\u20ac";
  const Place place = locate("\uFEFF" + line, "x.sql", 3 + 240'000, 3);
  CHECK(place.column == 80'001);
  CHECK(place.length == 1);
  CHECK(place.text.starts_with("\u20ac"));
  CHECK(place.text.size() % 3 == 0);
}

}  // namespace
