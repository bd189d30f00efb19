#include "sql/dialect.hpp"
#include "unit/sql_cut.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using sql_test::cut;
using sql_test::Failure;
using sql_test::Found;
using sql_test::postgres;
using sql_test::postgres_failure;
using sql_test::Texts;

TEST_CASE("postgresql: statements end at semicolons and at the end of the text") {
  CHECK(postgres("a;b ; c") == Texts{"a", "b", "c"});
}

TEST_CASE("postgresql: empty statements are passed over") {
  CHECK(postgres("").empty());
  CHECK(postgres(" ;; -- nothing\n ; /* nor here */ ").empty());
  CHECK(postgres(";a;;b;") == Texts{"a", "b"});
}

TEST_CASE("postgresql: white space and comments around a statement are not part of it") {
  CHECK(postgres(" -- one\n /* two */ a /* three */ b -- four\n /* five */ ; c") ==
        Texts{"a /* three */ b", "c"});
}

TEST_CASE("postgresql: carriage return, form feed and vertical tab are white space") {
  CHECK(postgres("\r\n\f\va\r\n;\v\fb\r") == Texts{"a", "b"});
}

TEST_CASE("postgresql: offsets count bytes of the whole text") {
  const auto statements = cut("é; b;\n c", sql::Dialect::postgresql).statements;
  CHECK(statements == std::vector<Found>{{"é", 0}, {"b", 4}, {"c", 8}});
}

TEST_CASE("postgresql: a byte order mark is passed over and counted") {
  const auto statements = cut("\xEF\xBB\xBF"
                              "a; b",
                              sql::Dialect::postgresql)
                              .statements;
  CHECK(statements == std::vector<Found>{{"a", 3}, {"b", 6}});
}

TEST_CASE("postgresql: a byte order mark elsewhere is part of a word") {
  CHECK(postgres("a; \xEF\xBB\xBF"
                 "b") == Texts{"a",
                               "\xEF\xBB\xBF"
                               "b"});
}

TEST_CASE("postgresql: a line comment hides semicolons and quotes up to its line's end") {
  CHECK(postgres("a -- ' ; \" $$\n; b") == Texts{"a", "b"});
  CHECK(postgres("a -- ' ;\r; b") == Texts{"a", "b"});
  CHECK(postgres("a -- \\\n; b") == Texts{"a", "b"});
}

TEST_CASE("postgresql: block comments nest") {
  CHECK(postgres("a /* /* ; */ ; */; b") == Texts{"a", "b"});
  CHECK(postgres("a /*/ ; */; b") == Texts{"a", "b"});
  CHECK(postgres("a /**/; b /***/; c /* **/; d") == Texts{"a", "b", "c", "d"});
  CHECK(postgres("a /* //* ; */ ; */ ; b") == Texts{"a", "b"});
}

TEST_CASE("postgresql: quotes mean nothing in a comment") {
  CHECK(postgres("a /* ' */; b /* $$ */; c") == Texts{"a", "b", "c"});
}

TEST_CASE("postgresql: a comment begins inside a run of operators") {
  CHECK(postgres("a +-/* ; */; b") == Texts{"a +-", "b"});
  CHECK(postgres("a +*--;\n; b") == Texts{"a +*", "b"});
  CHECK(postgres("a */* ; */; b") == Texts{"a *", "b"});
  CHECK(postgres("a - - b / * c; d") == Texts{"a - - b / * c", "d"});
}

TEST_CASE("postgresql: an unterminated comment is reported at its opening") {
  CHECK(postgres_failure("a; b /* /* */ ;") ==
        Failure{"unterminated comment", 5,
                "close it with */, once for each /* in it: comments nest"});
  CHECK(postgres_failure("/*/").offset == 0);
  CHECK(postgres_failure("/*/").what == "unterminated comment");
}

TEST_CASE("postgresql: no cut inside parentheses") {
  CHECK(postgres("CREATE RULE r AS ON INSERT TO t DO (a; b); c") ==
        Texts{"CREATE RULE r AS ON INSERT TO t DO (a; b)", "c"});
  CHECK(postgres("a ((;);); b") == Texts{"a ((;);)", "b"});
}

TEST_CASE("postgresql: a parenthesis too many is left to the server") {
  CHECK(postgres("a ); b") == Texts{"a )", "b"});
  CHECK(postgres("a ( b; c") == Texts{"a ( b; c"});
}

TEST_CASE("postgresql: a parenthesis does not outlive its statement") {
  CHECK(postgres("a); (b; c); d") == Texts{"a)", "(b; c)", "d"});
}

TEST_CASE("postgresql: no cut inside BEGIN ATOMIC") {
  const std::string function =
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END";
  CHECK(postgres(function + "; b") == Texts{function, "b"});
  const std::string procedure = "create or replace /* ; */ procedure p() begin atomic; end";
  CHECK(postgres(procedure + "; b") == Texts{procedure, "b"});
  const std::string empty = "CREATE PROCEDURE p() BEGIN ATOMIC END";
  CHECK(postgres(empty + "; b") == Texts{empty, "b"});
}

TEST_CASE("postgresql: the END of a CASE does not end BEGIN ATOMIC") {
  const std::string function =
      "CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC\n"
      "  SELECT CASE WHEN a > 0 THEN CASE a WHEN 1 THEN 2 END ELSE 3 END;\n"
      "  SELECT (CASE WHEN true THEN 1 END);\n"
      "END";
  CHECK(postgres(function + "; b") == Texts{function, "b"});
}

TEST_CASE("postgresql: a column called end or case does not disturb BEGIN ATOMIC") {
  const std::string function =
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1 AS end; SELECT t.end, 2 AS case FROM "
      "t;"
      " /* now */ END";
  CHECK(postgres(function + "; b") == Texts{function, "b"});
}

TEST_CASE("postgresql: BEGIN without ATOMIC keeps nothing together") {
  CHECK(postgres("BEGIN; SELECT 1; END; b") == Texts{"BEGIN", "SELECT 1", "END", "b"});
  CHECK(postgres("CREATE FUNCTION begin(atomic int) AS 'x'; b") ==
        Texts{"CREATE FUNCTION begin(atomic int) AS 'x'", "b"});
  CHECK(postgres("CREATE TABLE t BEGIN ATOMIC; b") == Texts{"CREATE TABLE t BEGIN ATOMIC", "b"});
  CHECK(postgres("CREATE OR FUNCTION t BEGIN ATOMIC; b") ==
        Texts{"CREATE OR FUNCTION t BEGIN ATOMIC", "b"});
  CHECK(postgres("CREATE FUNCTION f() \"begin\" atomic; b") ==
        Texts{"CREATE FUNCTION f() \"begin\" atomic", "b"});
}
