#include "base/diagnostic.hpp"
#include "report/reporter.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>

namespace {

using base::Diagnostic;
using base::Place;
using report::to_text;

std::string drawn(Place place) {
  place.file = "a.sql";
  return to_text(Diagnostic{.headline = "no", .place = place});
}

TEST_CASE("drawing: a refused statement") {
  CHECK(to_text({.headline = "PostgreSQL refused 0007_orders.sql",
                 .place = Place{.file = "migrations/0007_orders.sql",
                                .line = 12,
                                .column = 13,
                                .text = "ALTER TABLE order ADD COLUMN total numeric;",
                                .length = 5,
                                .label = "syntax error at or near \"order\""},
                 .sqlstate = "42601",
                 .notes = {"the migration was rolled back, 6 of 9 migrations are applied"},
                 .helps = {"\"order\" is a reserved word; write \"order\" in double quotes or "
                           "choose another name"}}) ==
        "error: PostgreSQL refused 0007_orders.sql\n"
        "  --> migrations/0007_orders.sql:12:13\n"
        "   |\n"
        "12 | ALTER TABLE order ADD COLUMN total numeric;\n"
        "   |             ^^^^^ syntax error at or near \"order\"\n"
        "   |\n"
        "   = note: SQLSTATE 42601; the migration was rolled back, 6 of 9 migrations are applied\n"
        "   = help: \"order\" is a reserved word; write \"order\" in double quotes or choose "
        "another name");
}

TEST_CASE("drawing: an error without a place") {
  CHECK(to_text({.headline = "the database did not become ready within 60 s",
                 .notes = {"14 tries", "connecting to db.internal:5432 as app"},
                 .helps = {"raise --ready-timeout, or look at the server's log"}}) ==
        "error: the database did not become ready within 60 s\n"
        "   = note: 14 tries\n"
        "   = note: connecting to db.internal:5432 as app\n"
        "   = help: raise --ready-timeout, or look at the server's log");
}

TEST_CASE("drawing: the headline alone, in another severity") {
  CHECK(to_text({.headline = "odd"}, "warning") == "warning: odd");
}

TEST_CASE("drawing: the server's detail and hint come before the notes") {
  CHECK(to_text({.headline = "no",
                 .sqlstate = "23505",
                 .detail = "Key (id)=(1)\nalready exists.\n",
                 .hint = "Try another."}) ==
        "error: no\n"
        "   = detail: Key (id)=(1)\n"
        "             already exists.\n"
        "   = hint: Try another.\n"
        "   = note: SQLSTATE 23505");
}

TEST_CASE("drawing: the first column") {
  CHECK(drawn({.line = 1, .column = 1, .text = "SELEC 1;", .length = 5}) ==
        "error: no\n"
        "  --> a.sql:1:1\n"
        "   |\n"
        " 1 | SELEC 1;\n"
        "   | ^^^^^");
}

TEST_CASE("drawing: a caret behind the end of the line") {
  CHECK(drawn({.line = 3, .column = 9, .text = "SELECT 1", .label = "unexpected end"}) ==
        "error: no\n"
        "  --> a.sql:3:9\n"
        "   |\n"
        " 3 | SELECT 1\n"
        "   |         ^ unexpected end");
}

TEST_CASE("drawing: carets end with the line") {
  CHECK(drawn({.line = 3, .column = 3, .text = "abcd", .length = 100}) ==
        "error: no\n"
        "  --> a.sql:3:3\n"
        "   |\n"
        " 3 | abcd\n"
        "   |   ^^");
}

TEST_CASE("drawing: a column that the line does not have is drawn at its end") {
  CHECK(drawn({.line = 3, .column = 50, .text = "ab", .length = 2}) ==
        "error: no\n"
        "  --> a.sql:3:50\n"
        "   |\n"
        " 3 | ab\n"
        "   |   ^");
}

TEST_CASE("drawing: a tab and a control character are one blank each") {
  CHECK(drawn({.line = 3, .column = 4, .text = "\t\x1b\tab", .length = 2}) ==
        "error: no\n"
        "  --> a.sql:3:4\n"
        "   |\n"
        " 3 |    ab\n"
        "   |    ^^");
}

TEST_CASE("drawing: columns are code points") {
  CHECK(drawn({.line = 3, .column = 4, .text = "\u00e9\u20ac \u00fc\u00fc;", .length = 2}) ==
        "error: no\n"
        "  --> a.sql:3:4\n"
        "   |\n"
        " 3 | \u00e9\u20ac \u00fc\u00fc;\n"
        "   |    ^^");
}

TEST_CASE("drawing: a byte that is no UTF-8 is shown and underlined") {
  CHECK(drawn({.line = 3, .column = 4, .text = "caf\xE9 x"}) ==
        "error: no\n"
        "  --> a.sql:3:4\n"
        "   |\n"
        " 3 | caf\uFFFD x\n"
        "   |    ^");
}

TEST_CASE("drawing: a place without text is a line of its own") {
  CHECK(to_text({.headline = "no", .place = Place{.file = "a.sql"}, .notes = {"n"}}) ==
        "error: no\n"
        "  --> a.sql:1:1\n"
        "   = note: n");
}

TEST_CASE("drawing: a label without text is not lost") {
  CHECK(drawn({.line = 4, .label = "unexpected end"}) ==
        "error: no\n"
        "  --> a.sql:4:1: unexpected end");
}

TEST_CASE("drawing: a line of blanks is drawn") {
  CHECK(drawn({.line = 4, .column = 3, .text = "  "}) ==
        "error: no\n"
        "  --> a.sql:4:3\n"
        "   |\n"
        " 4 |   \n"
        "   |   ^");
}

TEST_CASE("drawing: the gutter grows with the line number") {
  CHECK(to_text({.headline = "no",
                 .place = Place{.file = "a.sql", .line = 12345, .column = 1, .text = "x"},
                 .notes = {"n"}}) ==
        "error: no\n"
        "     --> a.sql:12345:1\n"
        "      |\n"
        "12345 | x\n"
        "      | ^\n"
        "      |\n"
        "      = note: n");
}

TEST_CASE("drawing: a label of several lines stays beside the carets") {
  CHECK(drawn({.line = 3, .column = 2, .text = "abc", .length = 2, .label = "one\ntwo"}) ==
        "error: no\n"
        "  --> a.sql:3:2\n"
        "   |\n"
        " 3 | abc\n"
        "   |  ^^ one\n"
        "   |     two");
}

TEST_CASE("drawing: the end of a long line is cut off") {
  CHECK(drawn({.line = 3, .column = 2, .text = std::string(161, 'x')}) ==
        "error: no\n"
        "  --> a.sql:3:2\n"
        "   |\n"
        " 3 | " +
            std::string(154, 'x') +
            "...\n"
            "   |  ^");
}

TEST_CASE("drawing: a long line is cut around the caret") {
  const std::string before(300, 'a');
  const std::string after(300, 'b');
  CHECK(drawn({.line = 3, .column = 301, .text = before + "!" + after}) ==
        "error: no\n"
        "  --> a.sql:3:301\n"
        "   |\n"
        " 3 | ..." +
            std::string(60, 'a') + "!" + std::string(93, 'b') +
            "...\n"
            "   | " +
            std::string(63, ' ') + "^");
}

TEST_CASE("drawing: a line of 160 code points is whole") {
  std::string text;
  for (int i = 0; i < 160; ++i)
    text += "\u00e9";
  CHECK(drawn({.line = 3, .column = 160, .text = text}).find("\n 3 | " + text + "\n") !=
        std::string::npos);
}

TEST_CASE("drawing: a part of a very long line has its caret at the right place") {
  CHECK(drawn({.line = 3, .column = 1003, .text = "abcd", .length = 2, .text_column = 1001}) ==
        "error: no\n"
        "  --> a.sql:3:1003\n"
        "   |\n"
        " 3 | ...abcd\n"
        "   |      ^^");
}

}  // namespace
