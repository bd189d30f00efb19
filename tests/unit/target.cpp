#include "migrate/target.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep

using migrate::is_target;

TEST_CASE("target: head, a version and a step forward are targets") {
  CHECK(is_target("head"));
  CHECK(is_target("0042"));
  CHECK(is_target("20260101120000"));
  CHECK(is_target("+3"));
}

TEST_CASE("target: any other word is none") {
  CHECK_FALSE(is_target(""));
  CHECK_FALSE(is_target("+"));
  CHECK_FALSE(is_target("-1"));
  CHECK_FALSE(is_target("+1a"));
  CHECK_FALSE(is_target("++1"));
  CHECK_FALSE(is_target("latest"));
  CHECK_FALSE(is_target("1.5"));
  CHECK_FALSE(is_target(" 1"));
}
