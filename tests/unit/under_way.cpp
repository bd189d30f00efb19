#include "migrate/under_way.hpp"

#include "db/error.hpp"
#include "sql/statement_stream.hpp"

#include <doctest/doctest.h>

#include <string>

using migrate::UnderWay;

TEST_CASE("under way: the refused one's place is found by its number") {
  UnderWay under_way;
  under_way.add({.text = "SELECT 1", .offset = 10});
  under_way.add({.text = "SELECT missing", .offset = 20});
  const auto spot = under_way.spot_of({.offset = 7, .posted = 1});
  REQUIRE(spot);
  CHECK(spot->offset == 27);
  CHECK(spot->length == 7);
}

TEST_CASE("under way: what is not one of them has no place") {
  UnderWay under_way;
  under_way.add({.text = "SELECT 1"});
  CHECK_FALSE(under_way.spot_of({}));
  CHECK_FALSE(under_way.spot_of({.posted = 1}));
  under_way.clear();
  CHECK_FALSE(under_way.spot_of({.posted = 0}));
}

TEST_CASE("under way: long statements are waited for") {
  UnderWay under_way;
  const std::string text(40'000, 'x');
  under_way.add({.text = text});
  CHECK_FALSE(under_way.is_much());
  under_way.add({.text = text});
  CHECK(under_way.is_much());
}
