#include "differential/postgres_scanner.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <ostream>  // IWYU pragma: keep
#include <random>
#include <string>
#include <string_view>
#include <vector>

using differential::disagreement;

namespace {

/// Parts that together make trouble, with bars between.
constexpr std::string_view loose_parts =
    "SELECT 1|SELECT|;|;|;|; |(|)|(a; b)|'|''|'it''s;'|'\\'|'\n'|E'|E'\\''|e'a\\\\'|"
    "E'\\';'|date'x'|N'\\'|B'01'|X'1f'|U&'a;'|U&\"\"|U&|\"|\"a;\"\"\"|\"'\"|$$|$a$|"
    "$a$ x$$a$|$a$;$a$|$a|$|$1|$1$$|a$b$c|a$|\xC3\xA9|$\xC3\xA9$|\xFF|--|-- ' ;\n|-- $$\r|"
    "-|/|*|/*|*/|/* ; */|/* /* */|/* ' */|/**/|/*/|+-/*|+*--|<>=|\n|\r\n|\t|\f| |::text|"
    ":=|1.5|1e5|FROM t|a|e|begin|end|CASE|DO $x$;END$x$|[1:2]|E'a'\n'\\''|E'a' --\n'\\';'";

std::vector<std::string_view> without_bars(std::string_view parts) {
  std::vector<std::string_view> split;
  for (std::size_t bar = parts.find('|'); bar != std::string_view::npos; bar = parts.find('|')) {
    split.push_back(parts.substr(0, bar));
    parts.remove_prefix(bar + 1);
  }
  split.push_back(parts);
  return split;
}

std::string random_text(std::mt19937& random, const std::vector<std::string_view>& from, int most) {
  std::uniform_int_distribution<std::size_t> part(0, from.size() - 1);
  std::uniform_int_distribution<int> length(1, most);
  std::string text;
  for (int left = length(random); left > 0; --left)
    text += from[part(random)];
  return text;
}

/// Whole things only, so that most texts have no error.
constexpr std::string_view whole_parts =
    " SELECT 1| a|;|;|;\n|; SELECT | (a; (b;) c)| 'it''s;'| '\\'| E'\\';'| E'a'\n'\\';'|"
    " date'\\'| U&'\\0041;'| \"a;\"\"\"| U&\"a\"| $$;'$$| $a$ x$$a$| $a$;$b$;$a$| $1|"
    " a$b$c| -- ' ;\n| -- $$\r| /* ; */| /* /* ' */ ; */| +-/* ; */| +*--;\n| <> | B'01'|"
    " x'1F'| \xC3\xA9$$| CASE a END| ::text| $x$ BEGIN; END; $x$| 1.5e10";

struct Tally {
  int compared{0};
  std::string disagreement{};
};

Tally compare_many(std::string_view begin, std::string_view parts, int count) {
  const auto from = without_bars(parts);
  std::mt19937 random(20260101);
  Tally tally;
  for (int i = 0; i < count && tally.disagreement.empty(); ++i) {
    const std::string text = std::string(begin) + random_text(random, from, 18);
    const auto found = disagreement(text);
    if (found) ++tally.compared;
    if (found && !found->empty()) tally.disagreement = text + "\n" + *found;
  }
  return tally;
}

}  // namespace

TEST_CASE("statements: random pieces of SQL are cut as PostgreSQL cuts them") {
  const Tally tally = compare_many("", loose_parts, 30'000);
  CHECK(tally.disagreement == "");
  CHECK(tally.compared > 15'000);
}

TEST_CASE("statements: random SQL without loose ends is cut as PostgreSQL cuts it") {
  const Tally tally = compare_many("SELECT", whole_parts, 20'000);
  CHECK(tally.disagreement == "");
  CHECK(tally.compared > 12'000);
}

TEST_CASE("statements: what other splitters were caught with is cut as PostgreSQL cuts it") {
  CHECK(disagreement("SELECT a$b$c; SELECT $b$;$b$") == "");
  CHECK(disagreement("SELECT $a$ x$$a$; SELECT 2") == "");
  CHECK(disagreement(R"(SELECT date'2024-01-01\'; SELECT 2)") == "");
  CHECK(disagreement("SELECT 1 -- it's \\\n; SELECT 2") == "");
  CHECK(disagreement("SELECT 1 +-/* ; */ 2; SELECT 3") == "");
  CHECK(disagreement("SELECT '\xFF;' ; SELECT '\xEF\xBF\xBD;'") == "");
  CHECK(disagreement("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3") == "");
  CHECK(disagreement("CREATE FUNCTION f() RETURNS int AS $f$ BEGIN; END; $f$ LANGUAGE sql; END") ==
        "");
  CHECK(disagreement("DO $$ BEGIN EXECUTE $x$SELECT ';'$x$; END $$; SELECT $x$$$;$x$") == "");
  CHECK(disagreement("SELECT E'a'\n'\\';', U&'d!0061t;' UESCAPE '!'; SELECT 2") == "");
}

TEST_CASE("statements: what libpg_query can't judge is left out") {
  CHECK_FALSE(disagreement("CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; END; SELECT 2"));
  CHECK_FALSE(disagreement("SELECT 1 \\gset"));
  CHECK_FALSE(disagreement("COPY t FROM stdin;\n;\n\\.\n"));
  CHECK_FALSE(disagreement("SELECT 1); SELECT (2; SELECT 3); SELECT 4"));
  CHECK_FALSE(disagreement("SELECT E'a' -- b\n'\\';'; SELECT 2"));
  CHECK_FALSE(disagreement("SELECT 1a; SELECT 2"));
}
