#include "base/suggest.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>
#include <vector>

namespace {

std::optional<std::string> suggestion(std::string_view word) {
  const std::vector<std::string> commands{"run", "migrate", "wait", "status", "plan"};
  return base::nearest(word, commands);
}

}  // namespace

TEST_CASE("suggest: a letter too many, too few or wrong finds the word") {
  CHECK(suggestion("migrrate") == "migrate");
  CHECK(suggestion("migate") == "migrate");
  CHECK(suggestion("plam") == "plan");
}

TEST_CASE("suggest: two letters that changed places are one mistake") {
  CHECK(suggestion("wiat") == "wait");
  CHECK(suggestion("paln") == "plan");
}

TEST_CASE("suggest: a long word may hold more mistakes than a short one") {
  CHECK(suggestion("mgraite") == "migrate");
  CHECK(suggestion("pxxn") == std::nullopt);
}

TEST_CASE("suggest: the nearest of several words wins") {
  const std::vector<std::string> known{"lock-timeout", "wait-timeout"};
  CHECK(base::nearest("wait-timeot", known) == "wait-timeout");
}

TEST_CASE("suggest: nothing is like a word of another kind") {
  CHECK(suggestion("frobnicate") == std::nullopt);
  CHECK(suggestion("") == std::nullopt);
  CHECK(base::nearest("run", {}) == std::nullopt);
}

TEST_CASE("suggest: no letter of a short word may be all wrong") {
  const std::vector<std::string> known{"y"};
  CHECK(base::nearest("x", known) == std::nullopt);
}
