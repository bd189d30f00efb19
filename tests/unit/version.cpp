#include "migrate/version.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep

using migrate::Version;

TEST_CASE("version: leading zeros don't count, but are kept") {
  CHECK(Version("001") == Version("1"));
  CHECK(Version("001").text() == "001");
}

TEST_CASE("version: nine is less than ten") {
  CHECK(Version("9") < Version("10"));
  CHECK(Version("0009") < Version("10"));
}

TEST_CASE("version: numbers of thirty digits are compared digit by digit") {
  const Version less("123456789012345678901234567890");
  const Version more("123456789012345678901234567891");
  CHECK(less < more);
  CHECK(Version("99999999999999999999999999999") < less);
}

TEST_CASE("version: zero is a version, however it is spelled") {
  CHECK(Version("0") == Version("000"));
  CHECK(Version("0") < Version("1"));
}

TEST_CASE("version: the next one is as wide if that holds it") {
  CHECK(Version("0009").successor().text() == "0010");
  CHECK(Version("99").successor().text() == "100");
  CHECK(Version("20260101235959").successor().text() == "20260101235960");
}
