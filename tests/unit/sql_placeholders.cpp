#include "sql/placeholders.hpp"
#include "sql/text_error.hpp"
#include "unit/sql_cut.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <optional>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>

using sql::Stretch;
using sql_test::Failure;

namespace {

std::optional<std::string> value_of(std::string_view name) {
  if (name == "schema") return "shop";
  if (name == "a") return "${schema}";
  if (name == "_B2") return "";
  return std::nullopt;
}

std::string replaced(std::string_view text, std::size_t size = 4096, std::size_t room_size = 4096) {
  sql_test::Pieces pieces(text, size, size);
  sql::Placeholders source(pieces, value_of);
  std::string result;
  std::string room(room_size, ' ');
  while (const std::size_t count = source.read(room))
    result.append(room, 0, count);
  return result;
}

Failure failure(std::string_view text, std::size_t size = 4096) {
  try {
    replaced(text, size);
  } catch (const sql::TextError& error) {
    return {.what = error.what(), .offset = error.offset(), .help = error.help()};
  }
  return {};
}

Stretch written(std::string_view text, const Stretch& stretch) {
  sql_test::Pieces pieces(text, 3, 3);
  return sql::as_written(pieces, value_of, stretch);
}

}  // namespace

TEST_CASE("placeholders: a value stands in the place of its name, wherever that is") {
  CHECK(replaced("SET ROLE ${schema};") == "SET ROLE shop;");
  CHECK(replaced("'${schema}' \"${schema}\" -- ${schema}\n$x$ ${schema}$x$") ==
        "'shop' \"shop\" -- shop\n$x$ shop$x$");
  CHECK(replaced("${schema}${schema}") == "shopshop");
}

TEST_CASE("placeholders: a value may be empty, and is not searched for placeholders") {
  CHECK(replaced("[${_B2}]") == "[]");
  CHECK(replaced("${_B2}").empty());
  CHECK(replaced("${a}") == "${schema}");
}

TEST_CASE("placeholders: two dollars stand for the text itself") {
  CHECK(replaced("$${schema} $${unknown} $$${schema}") == "${schema} ${unknown} $${schema}");
}

TEST_CASE("placeholders: other dollars and braces stay") {
  constexpr std::string_view text =
      "$ $1 $$ x $$ $a$ {} ${} ${ ${1} $${1,2}$$ $j${\"k\": 1}$j$ {schema} $schema} a$b $";
  CHECK(replaced(text) == text);
  CHECK(replaced("").empty());
}

TEST_CASE("placeholders: it does not matter how the text is read") {
  constexpr std::string_view text = "a ${schema} $${schema} ${_B2}$$ ${a}$";
  for (const std::size_t size : {1U, 2U, 3U, 5U, 7U}) {
    CHECK(replaced(text, size) == replaced(text));
    CHECK(replaced(text, size, 1) == replaced(text));
  }
}

TEST_CASE("placeholders: a text longer than the room in memory") {
  const std::string front(10'000, 'x');
  const std::string between(5'000, '$');
  CHECK(replaced(front + "${schema}" + between + " ${schema}", 1000, 77) ==
        front + "shop" + between + " shop");
}

TEST_CASE("placeholders: an unknown one is an error at its place in the text as written") {
  CHECK(failure("${schema} ${_B2}${shema}") ==
        Failure{"the placeholder \"shema\" has no value", 16,
                "give it one with --set shema=VALUE, or write $${shema} for the text itself"});
  CHECK(failure("${Schema}", 1).what == "the placeholder \"Schema\" has no value");
}

TEST_CASE("placeholders: what begins like one and is none is an error") {
  for (const std::string_view text :
       {"${my-name}", "${schema", "${schema }", "${sch\xC3\xA4ma}", "$${a,b}$$"}) {
    const Failure found = failure(text);
    CHECK(found.what == "\"${\" begins no placeholder here");
    CHECK(found.offset == text.find("${", text.starts_with("$$") ? 1 : 0));
  }
  CHECK(failure("${" + std::string(200, 'a') + "}").what == "\"${\" begins no placeholder here");
}

TEST_CASE("placeholders: where a byte of the replaced text comes from") {
  constexpr std::string_view text = "ab ${schema}; $${a} x";  // ab shop; ${a} x
  CHECK(written(text, {.offset = 0, .length = 2}) == Stretch{0, 2});
  CHECK(written(text, {.offset = 7, .length = 1}) == Stretch{12, 1});
  CHECK(written(text, {.offset = 9, .length = 4}) == Stretch{15, 4});
  CHECK(written(text, {.offset = 14, .length = 1}) == Stretch{20, 1});
}

TEST_CASE("placeholders: a byte of a value comes from all of its placeholder") {
  constexpr std::string_view text = "ab ${schema}; ${schema}";
  CHECK(written(text, {.offset = 3, .length = 4}) == Stretch{3, 9});
  CHECK(written(text, {.offset = 5, .length = 1}) == Stretch{3, 9});
  CHECK(written(text, {.offset = 1, .length = 4}) == Stretch{1, 11});
  CHECK(written(text, {.offset = 6, .length = 5}) == Stretch{3, 20});
}

TEST_CASE("placeholders: behind the end is the end of the text as written") {
  CHECK(written("${schema}", {.offset = 4, .length = 1}) == Stretch{9, 1});
  CHECK(written("${schema} x", {.offset = 5, .length = 40}) == Stretch{10, 1});
  CHECK(written("", {.offset = 0, .length = 1}) == Stretch{0, 1});
}
