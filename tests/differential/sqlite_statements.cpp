#include "differential/sqlite_complete.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <ostream>  // IWYU pragma: keep
#include <random>
#include <string>
#include <string_view>

using differential::sqlite_disagreement;

namespace {

constexpr std::array<std::string_view, 40> parts{
    "CREATE ", "TEMP ",  "temporary ", "TRIGGER ", "BEGIN ",   "END",      ";",      ";",
    ";",       "; END;", "EXPLAIN ",   "SELECT 1", "'",        "';'",      "'''",    "\"",
    "\"a;\"",  "`;`",    "`",          "[;]",      "[",        "]",        "--",     "-- ;'\n",
    "/*",      "*/",     "/* ; */",    "/*/",      "-",        "/",        "\n",     "\r",
    " ",       "\v",     "$a$",        ":a",       "\xC3\xA9", " trigger", "create", "QUERY PLAN "};

std::string random_text(std::mt19937& random) {
  std::uniform_int_distribution<std::size_t> part(0, parts.size() - 1);
  std::uniform_int_distribution<int> length(1, 16);
  std::string text;
  for (int left = length(random); left > 0; --left)
    text += parts[part(random)];
  return text;
}

}  // namespace

TEST_CASE("statements: random pieces of SQL are cut where sqlite3_complete says so") {
  std::mt19937 random(20260101);
  std::string found;
  for (int i = 0; i < 50'000 && found.empty(); ++i) {
    const std::string text = random_text(random);
    found = sqlite_disagreement(text);
    if (!found.empty()) found += "\nin: " + text;
  }
  CHECK(found == "");
}
