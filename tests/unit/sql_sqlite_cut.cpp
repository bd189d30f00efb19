#include "unit/sql_cut.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>

using sql_test::Failure;
using sql_test::sqlite;
using sql_test::sqlite_failure;
using sql_test::Texts;

TEST_CASE("sqlite: statements end at semicolons and at the end of the text") {
  CHECK(sqlite("a;b ;; -- c\n c") == Texts{"a", "b", "c"});
}

TEST_CASE("sqlite: semicolons in quotes are no end") {
  CHECK(sqlite("a ';' \";\" `;` [;]; b") == Texts{"a ';' \";\" `;` [;]", "b"});
  CHECK(sqlite("a 'x'';' \"x\"\";\" `x``;`; b") == Texts{"a 'x'';' \"x\"\";\" `x``;`", "b"});
}

TEST_CASE("sqlite: a backslash escapes nothing") {
  CHECK(sqlite("a '\\'; b E'\\'; c") == Texts{"a '\\'", "b E'\\'", "c"});
}

TEST_CASE("sqlite: a bracket ends at the first closing one") {
  CHECK(sqlite("a [[;]; b]") == Texts{"a [[;]", "b]"});
}

TEST_CASE("sqlite: variables are no quotes") {
  CHECK(sqlite("a $x$ :y @z; b $x$") == Texts{"a $x$ :y @z", "b $x$"});
  CHECK(sqlite("a $$; b $$") == Texts{"a $$", "b $$"});
}

TEST_CASE("sqlite: block comments do not nest") {
  CHECK(sqlite("a /* /* ; */; b /*/ ; */; c") == Texts{"a", "b", "c"});
}

TEST_CASE("sqlite: only a line feed ends a line comment") {
  CHECK(sqlite("a -- ; \r ; '\n; b") == Texts{"a", "b"});
}

TEST_CASE("sqlite: parentheses keep nothing together") {
  CHECK(sqlite("a (b; c)") == Texts{"a (b", "c)"});
}

TEST_CASE("sqlite: a vertical tab is no white space") {
  CHECK(sqlite("a\v; \v") == Texts{"a\v", "\v"});
}

TEST_CASE("sqlite: a trigger is one statement") {
  const std::string body = " t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; b; END";
  CHECK(sqlite("CREATE TRIGGER" + body + "; c") == Texts{"CREATE TRIGGER" + body, "c"});
  CHECK(sqlite("create temp trigger" + body + "; c") == Texts{"create temp trigger" + body, "c"});
  CHECK(sqlite("CREATE TEMPORARY /* ; */ TRIGGER" + body + "; c") ==
        Texts{"CREATE TEMPORARY /* ; */ TRIGGER" + body, "c"});
  CHECK(sqlite("EXPLAIN QUERY PLAN CREATE TRIGGER" + body + "; c") ==
        Texts{"EXPLAIN QUERY PLAN CREATE TRIGGER" + body, "c"});
}

TEST_CASE("sqlite: a trigger ends at END between semicolons only") {
  const std::string trigger = "CREATE TRIGGER t BEGIN a; END b; 'x'; END -- now\n ";
  CHECK(sqlite(trigger + "; c") == Texts{"CREATE TRIGGER t BEGIN a; END b; 'x'; END", "c"});
}

TEST_CASE("sqlite: other statements with these words are no triggers") {
  CHECK(sqlite("CREATE TABLE trigger (a); b") == Texts{"CREATE TABLE trigger (a)", "b"});
  CHECK(sqlite("CREATE \"x\" TRIGGER a; b") == Texts{"CREATE \"x\" TRIGGER a", "b"});
  CHECK(sqlite("DROP TRIGGER t; b") == Texts{"DROP TRIGGER t", "b"});
  CHECK(sqlite("EXPLAIN EXPLAIN CREATE TRIGGER t; b") ==
        Texts{"EXPLAIN EXPLAIN CREATE TRIGGER t", "b"});
}

TEST_CASE("sqlite: a trigger without an end is given as it is") {
  CHECK(sqlite("CREATE TRIGGER t BEGIN a; b; ") == Texts{"CREATE TRIGGER t BEGIN a; b;"});
}

TEST_CASE("sqlite: quotes and comments without an end are reported at their opening") {
  CHECK(sqlite_failure("a; '").what == "unterminated quoted string");
  CHECK(sqlite_failure("a; '").offset == 3);
  CHECK(sqlite_failure("a; [x") == Failure{"unterminated quoted identifier", 3, "close it with ]"});
  CHECK(sqlite_failure("a; `x") == Failure{"unterminated quoted identifier", 3, "close it with `"});
  CHECK(sqlite_failure("a; /* x *") == Failure{"unterminated comment", 3, "close it with */"});
}
