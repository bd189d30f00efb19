#include "db/postgres/exposure.hpp"

#include <doctest/doctest.h>

using db::postgres::exposes_password;
using db::postgres::Way;

namespace {

Way in_the_open(const char* address) {
  return {.address = address, .sslmode = "prefer", .password_used = true, .encrypted = false};
}

}  // namespace

TEST_CASE("exposure: a password that goes to another host in the open") {
  CHECK(exposes_password(in_the_open("10.0.0.7")));
  CHECK(exposes_password(in_the_open("fd00::7")));
}

TEST_CASE("exposure: what stays on this host is seen by nobody") {
  CHECK_FALSE(exposes_password(in_the_open("127.0.0.1")));
  CHECK_FALSE(exposes_password(in_the_open("127.1.2.3")));
  CHECK_FALSE(exposes_password(in_the_open("::1")));
  CHECK_FALSE(exposes_password(in_the_open("/run/postgresql")));
  CHECK_FALSE(exposes_password(in_the_open("@abstract")));
  CHECK_FALSE(exposes_password(in_the_open("")));
}

TEST_CASE("exposure: TLS hides it") {
  Way way = in_the_open("10.0.0.7");
  way.encrypted = true;

  CHECK_FALSE(exposes_password(way));
}

TEST_CASE("exposure: without a password there is none to expose") {
  Way way = in_the_open("10.0.0.7");
  way.password_used = false;

  CHECK_FALSE(exposes_password(way));
}

TEST_CASE("exposure: who says sslmode=disable knows") {
  Way way = in_the_open("10.0.0.7");
  way.sslmode = "disable";

  CHECK_FALSE(exposes_password(way));
}
