#include "report/table.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>

namespace {

using report::to_columns;

TEST_CASE("table: columns are aligned, two blanks apart") {
  CHECK(to_columns({{"VERSION", "NAME", "STATE"},
                    {"1", "create_users", "applied"},
                    {"20260101120000", "a", "pending"}}) ==
        "VERSION         NAME          STATE\n"
        "1               create_users  applied\n"
        "20260101120000  a             pending\n");
}

TEST_CASE("table: widths are code points") {
  CHECK(to_columns({{"\u00e9\u00e9\u00e9", "x"}, {"ab", "y"}}) ==
        "\u00e9\u00e9\u00e9  x\n"
        "ab   y\n");
}

TEST_CASE("table: no blanks at the end of a line") {
  CHECK(to_columns({{"a", "long"}, {"b", ""}, {"c"}, {}}) ==
        "a  long\n"
        "b\n"
        "c\n"
        "\n");
}

TEST_CASE("table: control characters are blanks") {
  CHECK(to_columns({{"a\nb", "c"}}) == "a b  c\n");
}

TEST_CASE("table: no rows, no text") {
  CHECK(to_columns({}).empty());
}

}  // namespace
