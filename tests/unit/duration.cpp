#include "base/duration.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <ostream>  // IWYU pragma: keep

using base::approximately;
using base::parse_duration;
using base::to_text;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_CASE("duration: every unit is understood") {
  CHECK(parse_duration("250ms") == milliseconds(250));
  CHECK(parse_duration("30s") == seconds(30));
  CHECK(parse_duration("5m") == minutes(5));
  CHECK(parse_duration("1h") == hours(1));
}

TEST_CASE("duration: zero needs no unit, and may have one") {
  CHECK(parse_duration("0") == milliseconds(0));
  CHECK(parse_duration("0s") == milliseconds(0));
}

TEST_CASE("duration: any other number needs a unit") {
  CHECK(parse_duration("30") == std::nullopt);
}

TEST_CASE("duration: what is no duration is nothing") {
  CHECK(parse_duration("") == std::nullopt);
  CHECK(parse_duration("s") == std::nullopt);
  CHECK(parse_duration("-5s") == std::nullopt);
  CHECK(parse_duration("-0") == std::nullopt);
  CHECK(parse_duration("+5s") == std::nullopt);
  CHECK(parse_duration("1.5s") == std::nullopt);
  CHECK(parse_duration("5 s") == std::nullopt);
  CHECK(parse_duration(" 5s") == std::nullopt);
  CHECK(parse_duration("5s ") == std::nullopt);
  CHECK(parse_duration("5S") == std::nullopt);
  CHECK(parse_duration("1h30m") == std::nullopt);
  CHECK(parse_duration("5d") == std::nullopt);
}

TEST_CASE("duration: too many digits are nothing, and don't overflow") {
  CHECK(parse_duration("99999999999999999999s") == std::nullopt);
  CHECK(parse_duration("9223372036854775807h") == std::nullopt);
  CHECK(parse_duration("9223372036854775807ms") == std::nullopt);
}

TEST_CASE("duration: the shortest exact spelling is written") {
  CHECK(to_text(milliseconds(0)) == "0");
  CHECK(to_text(milliseconds(250)) == "250ms");
  CHECK(to_text(milliseconds(1500)) == "1500ms");
  CHECK(to_text(seconds(90)) == "90s");
  CHECK(to_text(seconds(300)) == "5m");
  CHECK(to_text(minutes(60)) == "1h");
  CHECK(to_text(minutes(90)) == "90m");
}

TEST_CASE("duration: what is written can be read") {
  CHECK(parse_duration(to_text(milliseconds(1500))) == milliseconds(1500));
  CHECK(parse_duration(to_text(hours(26))) == hours(26));
}

TEST_CASE("duration: people get round numbers") {
  CHECK(approximately(milliseconds(0)) == "0 ms");
  CHECK(approximately(milliseconds(999)) == "999 ms");
  CHECK(approximately(milliseconds(3449)) == "3.4 s");
  CHECK(approximately(milliseconds(59'900)) == "59 s");
  CHECK(approximately(seconds(119)) == "119 s");
  CHECK(approximately(seconds(301)) == "5 min");
  CHECK(approximately(minutes(150)) == "2.5 h");
}
