#include "unit/sql_cut.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep

using sql_test::Failure;
using sql_test::postgres;
using sql_test::postgres_failure;
using sql_test::sqlite;
using sql_test::Texts;

TEST_CASE("psql: restrict and unrestrict are passed over") {
  CHECK(postgres("\\restrict abc;'\n\na;\n\n\\unrestrict abc;'\n") == Texts{"a"});
  CHECK(postgres("\\restrict abc\r\na; \\unrestrict abc") == Texts{"a"});
}

TEST_CASE("psql: any other command is refused by name at its backslash") {
  CHECK(postgres_failure("a;\n\\connect db\n").what == "\\connect is a psql command");
  CHECK(postgres_failure("a;\n\\connect db\n").offset == 3);
  CHECK(postgres_failure("\\i other.sql") ==
        Failure{"\\i is a psql command", 0, "put the statements into this file"});
  CHECK(postgres_failure("\\copy t from 'x'").help ==
        "use COPY ... FROM stdin, with the data in this file");
  CHECK(postgres_failure("\\dt+").help == "only SQL can be applied: leave the line out");
}

TEST_CASE("psql: a command is refused in the midst of a statement too") {
  CHECK(postgres_failure("SELECT 1 \\gset").what == "\\gset is a psql command");
  CHECK(postgres_failure("SELECT 1 \\g\n").help == "end the statement with a semicolon");
  CHECK(postgres_failure("SELECT 1\\; SELECT 2;").what == "\\; is a psql command");
  CHECK(postgres_failure("SELECT (\n\\restrict x\n1)").what == "\\restrict is a psql command");
}

TEST_CASE("psql: the end mark of COPY data is refused where no data is") {
  CHECK(postgres_failure("a;\n\\.\n").what == "\"\\.\" ends no COPY");
}

TEST_CASE("psql: a backslash in quotes and comments is no command") {
  CHECK(postgres("SELECT '\\i', \"\\i\", $$\\i$$ -- \\i\n/* \\i */; b") ==
        Texts{"SELECT '\\i', \"\\i\", $$\\i$$", "b"});
}

TEST_CASE("psql: a lone backslash and a long word after one are refused") {
  CHECK(postgres_failure("a \\").what == "\\ is no SQL");
  CHECK(postgres_failure("a \\" + std::string(100, 'x')).what ==
        "\\" + std::string(32, 'x') + " is no SQL");
}

TEST_CASE("psql: SQLite knows no such commands") {
  CHECK(sqlite("a \\i; b") == Texts{"a \\i", "b"});
}
