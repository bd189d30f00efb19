#include "base/backoff.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <ostream>  // IWYU pragma: keep

using base::Backoff;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

double lowest() {
  return 0.0;
}

double highest() {
  return 0.999999;
}

}  // namespace

TEST_CASE("backoff: a rest is never shorter than the shortest") {
  Backoff backoff(milliseconds(100), seconds(5), lowest);
  CHECK(backoff.next() == milliseconds(100));
  CHECK(backoff.next() == milliseconds(100));
}

TEST_CASE("backoff: each rest is at most three times the last one") {
  Backoff backoff(milliseconds(100), seconds(5), highest);
  CHECK(backoff.next() == milliseconds(299));
  CHECK(backoff.next() == milliseconds(896));
}

TEST_CASE("backoff: a rest is never longer than the longest") {
  Backoff backoff(milliseconds(100), milliseconds(500), highest);
  backoff.next();
  CHECK(backoff.next() == milliseconds(500));
  CHECK(backoff.next() == milliseconds(500));
}

TEST_CASE("backoff: slowed down it rests at least so long") {
  Backoff backoff(milliseconds(100), seconds(5), lowest);
  backoff.next();
  backoff.slow_down(seconds(1));
  CHECK(backoff.next() == seconds(1));
}

TEST_CASE("backoff: slowing down never makes it faster") {
  Backoff backoff(seconds(2), seconds(5), lowest);
  backoff.slow_down(seconds(1));
  CHECK(backoff.next() == seconds(2));
}
