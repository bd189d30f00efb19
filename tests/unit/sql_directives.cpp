#include "sql/dialect.hpp"
#include "sql/directives.hpp"
#include "sql/statement_stream.hpp"
#include "sql/text_error.hpp"
#include "unit/sql_cut.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <ostream>  // IWYU pragma: keep
#include <string_view>
#include <vector>

using sql_test::Failure;

namespace {

std::vector<sql::DirectiveComment> comments(std::string_view text) {
  return sql_test::cut(text, sql::Dialect::postgresql).directives;
}

sql::Directives directives(std::string_view text) {
  return sql::parse_directives(comments(text));
}

Failure failure(std::string_view text) {
  try {
    directives(text);
  } catch (const sql::TextError& error) {
    return {.what = error.what(), .offset = error.offset(), .help = error.help()};
  }
  return {};
}

}  // namespace

TEST_CASE("directive comments: what stands behind the colon, and where") {
  const auto found = comments("-- a comment\n -- migrexec: a = b \r\nSELECT 1");
  REQUIRE(found.size() == 1);
  CHECK(found[0].text == "a = b");
  CHECK(found[0].offset == 14);
  CHECK(found[0].in_header);
}

TEST_CASE("directive comments: spaces and case do not matter") {
  CHECK(comments("--migrexec:a").size() == 1);
  CHECK(comments("--\t MIGREXEC  : a").size() == 1);
}

TEST_CASE("directive comments: other comments are none") {
  CHECK(comments("-- migrexec a\n-- migrexecs: a\n-- the migrexec: a\n--- migrexec: a").empty());
  CHECK(comments("/* -- migrexec: a\n*/ SELECT '\n-- migrexec: a\n', $$\n-- migrexec: a\n$$")
            .empty());
}

TEST_CASE("directive comments: the header ends with the first token of a statement") {
  const auto found = comments("; -- migrexec: a\nSELECT -- migrexec: b\n 1; -- migrexec: c");
  REQUIRE(found.size() == 3);
  CHECK(found[0].in_header);
  CHECK_FALSE(found[1].in_header);
  CHECK(found[1].text == "b");
  CHECK_FALSE(found[2].in_header);
}

TEST_CASE("directive comments: behind a COPY they are seen, in its data they are not") {
  const auto found = comments("COPY t FROM stdin; -- migrexec: a\n-- migrexec: b\n\\.\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].text == "a");
}

TEST_CASE("directives: none is the default") {
  CHECK(directives("SELECT 1") == sql::Directives{});
}

TEST_CASE("directives: all of them") {
  const auto found = directives(
      "-- migrexec: transaction=none\n-- migrexec: Foreign-Keys = OFF\n"
      "-- migrexec: statement-timeout=30s\n-- migrexec: placeholders=On\n"
      "-- migrexec: compatible-from=0012\n");
  CHECK(found == sql::Directives{.transactional = sql::Transactional::no,
                                 .foreign_keys_off = true,
                                 .statement_timeout = std::chrono::seconds(30),
                                 .placeholders = true,
                                 .compatible_from = "0012"});
}

TEST_CASE("directives: an unknown one is an error with a suggestion") {
  CHECK(failure("\n-- migrexec: transction=none") ==
        Failure{"unknown directive \"transction\"", 1, "did you mean \"transaction\"?"});
  CHECK(failure("-- migrexec: x=1") ==
        Failure{"unknown directive \"x\"", 0,
                "the directives are transaction, foreign-keys, statement-timeout, placeholders "
                "and compatible-from"});
  CHECK(failure("-- migrexec: placeholder=on").help == "did you mean \"placeholders\"?");
}

TEST_CASE("directives: a value that can't be is an error") {
  CHECK(failure("-- migrexec: transaction=All") ==
        Failure{"the directive \"transaction\" can't be \"All\"", 0,
                "write transaction=none, or leave it out"});
  CHECK(failure("-- migrexec: foreign-keys=on").help == "write foreign-keys=off, or leave it out");
  CHECK(failure("-- migrexec: statement-timeout=soon").help ==
        "write statement-timeout=30s, or another duration");
  CHECK(failure("-- migrexec: placeholders=off") ==
        Failure{"the directive \"placeholders\" can't be \"off\"", 0,
                "write placeholders=on, or leave it out"});
  CHECK(failure("-- migrexec: compatible-from=v12") ==
        Failure{"the directive \"compatible-from\" can't be \"v12\"", 0,
                "write compatible-from= and the digits of a version"});
}

TEST_CASE("directives: a missing value is an error") {
  CHECK(failure("-- migrexec: transaction").what == "the directive \"transaction\" needs a value");
  CHECK(failure("-- migrexec: transaction=").what == "the directive \"transaction\" needs a value");
  CHECK(failure("-- migrexec: compatible-from=").what ==
        "the directive \"compatible-from\" needs a value");
}

TEST_CASE("directives: the same twice is an error") {
  CHECK(failure("-- migrexec: transaction=none\n-- migrexec: transaction=none") ==
        Failure{"the directive \"transaction\" is given twice", 30, "leave one of them out"});
}

TEST_CASE("directives: behind the first statement's begin they are an error") {
  CHECK(failure("SELECT 1; -- migrexec: transaction=none") ==
        Failure{"a directive must stand before the first statement", 10,
                "move it to the top of the file"});
}
