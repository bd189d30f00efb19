#include "db/quote.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep

TEST_CASE("quote: an identifier stands in double quotes") {
  CHECK(db::quote_identifier("order") == "\"order\"");
  CHECK(db::quote_identifier("a b") == "\"a b\"");
}

TEST_CASE("quote: a quote inside is doubled, the other kind stays") {
  CHECK(db::quote_identifier("a\"b'c") == "\"a\"\"b'c\"");
  CHECK(db::quote_literal("a\"b'c") == "'a\"b''c'");
}

TEST_CASE("quote: a backslash is only a backslash") {
  CHECK(db::quote_literal("\\'") == "'\\'''");
}

TEST_CASE("quote: an empty text is two quotes") {
  CHECK(db::quote_identifier("") == "\"\"");
  CHECK(db::quote_literal("") == "''");
}
