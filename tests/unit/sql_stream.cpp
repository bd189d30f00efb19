#include "sql/dialect.hpp"
#include "sql/statement_stream.hpp"
#include "unit/sql_cut.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <ostream>  // IWYU pragma: keep
#include <string>

using sql_test::cut;
using sql_test::Cut;
using sql_test::next_text;
using sql_test::Pieces;

namespace {

const std::string everything =
    "\xEF\xBB\xBF-- migrexec: transaction=none\r\n"
    "/* a /* nested */ comment */ \\restrict key\n"
    "SELECT 'it''s;', E'\\';' -- so\n '\\';', \"q\"\"i;\", $tag$ ;$$a$tag ;$tag$, a$b$c, $1 "
    "+-/*;*/ 1;\n"
    "CREATE OR REPLACE FUNCTION f() BEGIN ATOMIC SELECT CASE 1 WHEN 2 THEN 3 END; END;;\n"
    "CREATE RULE r AS ON INSERT TO t DO (a; b); -- migrexec : late\n"
    "COPY t (a, b) FROM STDIN WITH (FORMAT csv); -- data\r\n"
    "1;'\n\\.x\n\\\\.\r\n\\.\r\n"
    "CREATE TRIGGER t BEGIN a; [;]; `;`; END;\n"
    "\\unrestrict key\n"
    "VACUUM -- migrexec: last";

/// The text comes in two pieces, cut at every place.
bool same_at_every_cut(const std::string& text, sql::Dialect dialect) {
  const Cut whole = cut(text, dialect);
  for (std::size_t at = 1; at < text.size(); ++at) {
    Pieces two(text, at, text.size());
    if (!(cut(two, dialect) == whole)) return false;
  }
  return true;
}

bool same_byte_by_byte(const std::string& text, sql::Dialect dialect) {
  Pieces bytes(text, 1, 1);
  return cut(bytes, dialect) == cut(text, dialect);
}

}  // namespace

TEST_CASE("stream: the big example is what the other cases compare with") {
  const Cut whole = cut(everything, sql::Dialect::postgresql);
  CHECK(whole.statements.size() == 11);
  CHECK(whole.directives.size() == 3);
  CHECK_FALSE(whole.failure);
}

TEST_CASE("stream: a text cut anywhere gives the same statements") {
  CHECK(same_at_every_cut(everything, sql::Dialect::postgresql));
  CHECK(same_at_every_cut(everything, sql::Dialect::sqlite));
}

TEST_CASE("stream: a text that comes byte by byte gives the same statements") {
  CHECK(same_byte_by_byte(everything, sql::Dialect::postgresql));
  CHECK(same_byte_by_byte(everything, sql::Dialect::sqlite));
}

TEST_CASE("stream: errors are the same wherever the text was cut") {
  CHECK(same_at_every_cut("a; b 'x''", sql::Dialect::postgresql));
  CHECK(same_at_every_cut("a; b $x$ $x", sql::Dialect::postgresql));
  CHECK(same_at_every_cut("a; /* /* */ *", sql::Dialect::postgresql));
  CHECK(same_at_every_cut("COPY t FROM stdin;\n1\n\\", sql::Dialect::postgresql));
  CHECK(same_at_every_cut("a; \\connect x", sql::Dialect::postgresql));
}

TEST_CASE("stream: a statement may be longer than the first window") {
  const std::string text = "SELECT '" + std::string(1'000'000, ';') + "'";
  Pieces source("a; " + text + "; b", 1000, 1000);
  const auto statements = cut(source, sql::Dialect::postgresql).statements;
  REQUIRE(statements.size() == 3);
  CHECK(statements[1].text == text);
  CHECK(statements[2].offset == text.size() + 5);
}

TEST_CASE("stream: comments and white space between statements may be long too") {
  const std::string gap = "/*" + std::string(200'000, '*') + "*/" + std::string(200'000, '\n') +
                          "--" + std::string(200'000, '-') + "\n";
  Pieces source("a;" + gap + "b;" + gap, 70'000, 70'000);
  const auto statements = cut(source, sql::Dialect::sqlite).statements;
  REQUIRE(statements.size() == 2);
  CHECK(statements[1].offset == gap.size() + 2);
}

TEST_CASE("stream: many statements pass through the same memory") {
  std::string text;
  for (int i = 0; i < 100'000; ++i)
    text += "INSERT INTO t VALUES (1, 'x');\n";
  Pieces source(text, 4096, 4096);
  const auto statements = cut(source, sql::Dialect::postgresql).statements;
  REQUIRE(statements.size() == 100'000);
  CHECK(statements.back().text == "INSERT INTO t VALUES (1, 'x')");
  CHECK(statements.back().offset == text.size() - 31);
}

TEST_CASE("stream: the end stays the end") {
  Pieces source("a", 1, 1);
  sql::StatementStream stream(source, sql::Dialect::postgresql);
  CHECK(next_text(stream) == "a");
  CHECK(next_text(stream) == "the end");
  CHECK(next_text(stream) == "the end");
}

TEST_CASE("stream: a statement carries its traits") {
  Pieces source("VACUUM", 6, 6);
  sql::StatementStream stream(source, sql::Dialect::postgresql);
  const auto statement = stream.next();
  REQUIRE(statement);
  CHECK(statement.value_or(sql::Statement{}).traits.outside_transaction);
}
