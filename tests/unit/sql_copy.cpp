#include "sql/dialect.hpp"
#include "sql/statement_stream.hpp"
#include "unit/sql_cut.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>
#include <vector>

using sql_test::cut;
using sql_test::Failure;
using sql_test::Found;
using sql_test::next_text;
using sql_test::Pieces;
using sql_test::postgres_failure;

namespace {

std::vector<Found> statements(std::string_view text) {
  return cut(text, sql::Dialect::postgresql).statements;
}

const std::string no_end_help = "end the data with a line that holds only \\.";

}  // namespace

TEST_CASE("copy: data begins on the next line and ends at its mark") {
  CHECK(statements("COPY t FROM stdin;\n1\t';\n2\n\\.\nb") ==
        std::vector<Found>{{"COPY t FROM stdin", 0, "1\t';\n2\n"}, {"b", 29}});
}

TEST_CASE("copy: carriage returns stay in the data and may stand at the mark") {
  CHECK(statements("COPY t FROM stdin;\r\n1\r\n\\.\r\nb") ==
        std::vector<Found>{{"COPY t FROM stdin", 0, "1\r\n"}, {"b", 27}});
}

TEST_CASE("copy: the mark may be the end of the text") {
  CHECK(statements("COPY t FROM stdin;\n1\n\\.") ==
        std::vector<Found>{{"COPY t FROM stdin", 0, "1\n"}});
  CHECK(statements("COPY t FROM stdin;\n\\.\n") ==
        std::vector<Found>{{"COPY t FROM stdin", 0, ""}});
}

TEST_CASE("copy: only a line of its own is the mark") {
  CHECK(statements("COPY t FROM stdin;\n\\.x\nx\\.\n\\. \n \\.\n\\.\n") ==
        std::vector<Found>{{"COPY t FROM stdin", 0, "\\.x\nx\\.\n\\. \n \\.\n"}});
}

TEST_CASE("copy: comments may stand behind the semicolon") {
  CHECK(statements("COPY t FROM stdin; -- here it comes\n1\n\\.\n") ==
        std::vector<Found>{{"COPY t FROM stdin", 0, "1\n"}});
}

TEST_CASE("copy: a statement behind the semicolon is refused") {
  CHECK(postgres_failure("COPY t FROM stdin; SELECT 1;\n1\n\\.\n") ==
        Failure{"COPY data must begin on the line after the statement", 19,
                "end the line behind the semicolon"});
}

TEST_CASE("copy: data without an end is reported at the statement") {
  CHECK(postgres_failure("a; COPY t FROM stdin;\n1\n") ==
        Failure{"unterminated COPY data", 3, no_end_help});
  CHECK(postgres_failure("a; COPY t FROM stdin;\n1") ==
        Failure{"unterminated COPY data", 3, no_end_help});
  CHECK(postgres_failure("a; COPY t FROM stdin;") ==
        Failure{"unterminated COPY data", 3, no_end_help});
  CHECK(postgres_failure("a; COPY t FROM stdin") ==
        Failure{"unterminated COPY data", 3, no_end_help});
}

TEST_CASE("copy: data that nobody asked for is passed over") {
  Pieces source("COPY t FROM stdin;\n'\n\\.\nb;", 7, 7);
  sql::StatementStream stream(source, sql::Dialect::postgresql);
  CHECK(next_text(stream) == "COPY t FROM stdin");
  CHECK(next_text(stream) == "b");
  CHECK(next_text(stream) == "the end");
}

TEST_CASE("copy: data may be left in the middle") {
  std::string text = "COPY t FROM stdin;\n";
  for (int row = 0; row < 50'000; ++row)
    text += "a row\n";
  Pieces source(text + "\\.\nb;", text.size(), 1);
  sql::StatementStream stream(source, sql::Dialect::postgresql);
  stream.next();
  CHECK(stream.copy_data().starts_with("a row\n"));
  CHECK(next_text(stream) == "b");
}

TEST_CASE("copy: pieces are whole lines") {
  std::string data;
  for (int row = 0; row < 100'000; ++row)
    data += "a row\n";
  Pieces source("COPY t FROM stdin;\n" + data + "\\.\n", 999, 999);
  sql::StatementStream stream(source, sql::Dialect::postgresql);
  stream.next();
  std::string seen;
  std::size_t broken = 0;
  for (auto piece = stream.copy_data(); !piece.empty(); piece = stream.copy_data()) {
    if (!piece.ends_with('\n')) ++broken;
    seen += piece;
  }
  CHECK(seen == data);
  CHECK(broken == 0);
}

TEST_CASE("copy: a line longer than memory should hold comes in parts") {
  const std::string data =
      std::string(300'000, 'x') + "\\.\n\\.x" + std::string(200'000, 'y') + "\n";
  CHECK(statements("COPY t FROM stdin;\n" + data + "\\.\nb;") ==
        std::vector<Found>{{"COPY t FROM stdin", 0, data}, {"b", data.size() + 22}});
}

TEST_CASE("copy: a part of a long line is never taken for the mark") {
  const std::string data = std::string(65'536, 'x') + "\\.\n";
  CHECK(statements("COPY t FROM stdin;\n" + data + "\\.\n") ==
        std::vector<Found>{{"COPY t FROM stdin", 0, data}});
}

TEST_CASE("copy: nobody's data is nothing") {
  Pieces source("a;", 2, 2);
  sql::StatementStream stream(source, sql::Dialect::postgresql);
  CHECK(stream.copy_data().empty());
  stream.next();
  CHECK(stream.copy_data().empty());
}

TEST_CASE("copy: SQLite has no such statement") {
  CHECK(sql_test::sqlite("COPY t FROM stdin;\n1\n\\.\n") ==
        sql_test::Texts{"COPY t FROM stdin", "1\n\\."});
}
