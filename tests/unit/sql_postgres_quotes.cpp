#include "unit/sql_cut.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>

using sql_test::Failure;
using sql_test::postgres;
using sql_test::postgres_failure;
using sql_test::Texts;

TEST_CASE("postgresql: a semicolon in a string is no end") {
  CHECK(postgres("SELECT ';'; SELECT 2") == Texts{"SELECT ';'", "SELECT 2"});
}

TEST_CASE("postgresql: a doubled quote does not end a string") {
  CHECK(postgres("SELECT 'it''s; fine'; b") == Texts{"SELECT 'it''s; fine'", "b"});
}

TEST_CASE("postgresql: a backslash is an ordinary byte in a plain string") {
  CHECK(postgres(R"(SELECT '\'; b)") == Texts{R"(SELECT '\')", "b"});
}

TEST_CASE("postgresql: a backslash escapes in E'...'") {
  CHECK(postgres(R"(SELECT E'\';', e'\\'; b)") == Texts{R"(SELECT E'\';', e'\\')", "b"});
}

TEST_CASE("postgresql: a doubled quote does not end E'...' either") {
  CHECK(postgres(R"(SELECT E'a''b\';'; b)") == Texts{R"(SELECT E'a''b\';')", "b"});
}

TEST_CASE("postgresql: E at the end of a longer word escapes nothing") {
  CHECK(postgres(R"(SELECT date'\'; b)") == Texts{R"(SELECT date'\')", "b"});
  CHECK(postgres(R"(SELECT é'\'; b)") == Texts{R"(SELECT é'\')", "b"});
}

TEST_CASE("postgresql: E'...' goes on in a string on the next line") {
  CHECK(postgres("SELECT E'a'\n 'b\\';'; c") == Texts{"SELECT E'a'\n 'b\\';'", "c"});
  CHECK(postgres("SELECT E'a' -- why\n --; not\r\n 'b\\';'; c") ==
        Texts{"SELECT E'a' -- why\n --; not\r\n 'b\\';'", "c"});
  CHECK(postgres("SELECT E'a'\n'\\''\n'\\''; c") == Texts{"SELECT E'a'\n'\\''\n'\\''", "c"});
}

TEST_CASE("postgresql: E'...' does not go on after anything else than a line's end") {
  CHECK(postgres("SELECT E'a' '\\'; c") == Texts{"SELECT E'a' '\\'", "c"});
  CHECK(postgres("SELECT E'a' /* */\n '\\'; c") == Texts{"SELECT E'a' /* */\n '\\'", "c"});
  CHECK(postgres("SELECT E'a',\n '\\'; c") == Texts{"SELECT E'a',\n '\\'", "c"});
  CHECK(postgres("SELECT 'a'\n '\\'; c") == Texts{"SELECT 'a'\n '\\'", "c"});
}

TEST_CASE("postgresql: the other prefixes do not escape") {
  CHECK(postgres(R"(SELECT B'\', X'\', N'\', U&'\'; b)") ==
        Texts{R"(SELECT B'\', X'\', N'\', U&'\')", "b"});
}

TEST_CASE("postgresql: quoted identifiers hold anything") {
  CHECK(postgres(R"(SELECT "a;""b'", U&"\0041;"; b)") ==
        Texts{R"(SELECT "a;""b'", U&"\0041;")", "b"});
}

TEST_CASE("postgresql: dollar quotes end at their own tag only") {
  CHECK(postgres("SELECT $$;'$$; b") == Texts{"SELECT $$;'$$", "b"});
  CHECK(postgres("SELECT $a$;$$;$b$;$A$;$a$; b") == Texts{"SELECT $a$;$$;$b$;$A$;$a$", "b"});
  CHECK(postgres("SELECT $a$ x$$a$; b") == Texts{"SELECT $a$ x$$a$", "b"});
  CHECK(postgres("SELECT $é_1$;$é_1$; b") == Texts{"SELECT $é_1$;$é_1$", "b"});
}

TEST_CASE("postgresql: a dollar inside a word opens nothing") {
  CHECK(postgres("SELECT a$b$c; d$b$") == Texts{"SELECT a$b$c", "d$b$"});
  CHECK(postgres("SELECT é$$; d") == Texts{"SELECT é$$", "d"});
}

TEST_CASE("postgresql: a parameter is no dollar quote") {
  CHECK(postgres("SELECT $1; SELECT $2") == Texts{"SELECT $1", "SELECT $2"});
  CHECK(postgres("SELECT $1$a$;$a$; b") == Texts{"SELECT $1$a$;$a$", "b"});
  CHECK(postgres("SELECT $1a$; b$") == Texts{"SELECT $1a$", "b$"});
}

TEST_CASE("postgresql: a dollar quote may follow a number or a symbol") {
  CHECK(postgres("SELECT 1$$;$$, ($a$;$a$); b") == Texts{"SELECT 1$$;$$, ($a$;$a$)", "b"});
  CHECK(postgres("SELECT 1e5$a$;$a$; b") == Texts{"SELECT 1e5$a$;$a$", "b"});
  CHECK(postgres("SELECT 0xFF$a$;$a$; b") == Texts{"SELECT 0xFF$a$;$a$", "b"});
}

TEST_CASE("postgresql: bytes that are no characters are passed on") {
  const std::string text = "SELECT '\xFF\xFE', \xC3 x";
  CHECK(postgres(text + "; b") == Texts{text, "b"});
}

TEST_CASE("postgresql: an unterminated string is reported at its opening") {
  const std::string help = "close it with ', and write a quote inside it twice";
  CHECK(postgres_failure("a; SELECT 'x; b") == Failure{"unterminated quoted string", 10, help});
  CHECK(postgres_failure("a; SELECT 'x'';") == Failure{"unterminated quoted string", 10, help});
  CHECK(postgres_failure(R"(a; SELECT E'x\')") == Failure{"unterminated quoted string", 10, help});
  CHECK(postgres_failure(R"(a; SELECT E'x\)") == Failure{"unterminated quoted string", 10, help});
}

TEST_CASE("postgresql: an unterminated quoted identifier is reported at its opening") {
  CHECK(postgres_failure(R"(SELECT "x; b)") ==
        Failure{"unterminated quoted identifier", 7, "close it with \""});
}

TEST_CASE("postgresql: an unterminated dollar quote is reported at its opening") {
  CHECK(postgres_failure("SELECT $tag$ x $tag; $$") ==
        Failure{"unterminated dollar-quoted string", 7, "close it with $tag$"});
}

TEST_CASE("postgresql: what came before an unterminated quote was given") {
  CHECK(postgres("a; b; c '") == Texts{"a", "b", "error: unterminated quoted string"});
}
