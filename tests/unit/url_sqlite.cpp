#include "db/url.hpp"
#include "unit/url_words.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>

using db::parse_url;
using unit::url_complaint;

TEST_CASE("url: three slashes are a relative path, four an absolute one") {
  CHECK(parse_url("sqlite:///data/shop.db").path == "data/shop.db");
  CHECK(parse_url("sqlite:////data/shop.db").path == "/data/shop.db");
  CHECK(parse_url("sqlite+aiosqlite:///shop.db").path == "shop.db");
}

TEST_CASE("url: without slashes SQLite's path is as written") {
  CHECK(parse_url("sqlite:shop.db").path == "shop.db");
  CHECK(parse_url("sqlite:/data/shop.db").path == "/data/shop.db");
  CHECK(parse_url("SQLite3:shop.db").path == "shop.db");
}

TEST_CASE("url: SQLite in memory") {
  CHECK(parse_url("sqlite::memory:").path == ":memory:");
  CHECK(parse_url("sqlite://").path == ":memory:");
  CHECK(parse_url("sqlite:///:memory:").path == ":memory:");
}

TEST_CASE("url: a SQLite path is not decoded, as in SQLAlchemy") {
  CHECK(parse_url("sqlite:///my%20shop.db").path == "my%20shop.db");
}

TEST_CASE("url: a SQLite URL has no host") {
  CHECK(
      url_complaint("sqlite://shop.db").starts_with("a SQLite URL has no host | write sqlite:///"));
}

TEST_CASE("url: parameters of SQLite are refused by name") {
  CHECK(url_complaint("sqlite:///shop.db?mode=ro") ==
        R"(parameter "mode" is not supported for SQLite | leave out "?" and all that follows)");
}

TEST_CASE("url: SQLite's own file URLs are refused") {
  CHECK(url_complaint("sqlite:///file:shop.db?uri=true").starts_with("SQLite's own \"file:\""));
}

TEST_CASE("url: an empty SQLite path is refused") {
  CHECK(url_complaint("sqlite:").starts_with("it names no file"));
}

TEST_CASE("url: an unknown scheme is named, and nothing else") {
  CHECK(url_complaint("mysql://app:s3cret@db/shop")
            .starts_with("scheme \"mysql\" is not supported |"));
}

TEST_CASE("url: a word before a colon alone is not shown") {
  CHECK(url_complaint("s3cret:5432").starts_with("it has no known scheme |"));
}

TEST_CASE("url: other texts have no scheme") {
  CHECK(url_complaint("host=db dbname=shop").starts_with("it has no known scheme |"));
  CHECK(url_complaint("/data/shop.db").starts_with("it has no known scheme |"));
  CHECK(url_complaint("").starts_with("it is empty"));
}

TEST_CASE("url: JDBC's prefix has its own advice") {
  CHECK(url_complaint("jdbc:postgresql://db/shop") ==
        R"(scheme "jdbc" is not supported | leave out "jdbc:")");
}

TEST_CASE("url: slashes are missing") {
  CHECK(url_complaint("postgresql:db/shop").starts_with("\"//\" is missing after \"postgresql:\""));
}

TEST_CASE("url: white space around it and line ends in it are refused") {
  CHECK(url_complaint(" sqlite:shop.db").starts_with("there is white space around it"));
  CHECK(url_complaint("sqlite:shop.db\n").starts_with("there is white space around it"));
  CHECK(url_complaint("sqlite:shop\n.db").starts_with("there is a line end"));
}

TEST_CASE("public text: a PostgreSQL URL without its secrets") {
  CHECK(to_public_text(
            parse_url("postgres://app:s3cret@db:5432/shop?sslpassword=x&sslmode=require")) ==
        "postgresql://app@db:5432/shop");
}

TEST_CASE("public text: several hosts, addresses and odd characters") {
  CHECK(to_public_text(parse_url("postgresql://a%40b@[::1]:5432,c/my%20shop")) ==
        "postgresql://a%40b@[::1]:5432,c/my%20shop");
}

TEST_CASE("public text: the folder of a socket stands in the query") {
  CHECK(to_public_text(parse_url("postgresql://app@%2Fvar%2Frun:5433/shop")) ==
        "postgresql://app@/shop?host=/var/run&port=5433");
}

TEST_CASE("public text: SQLite") {
  CHECK(to_public_text(parse_url("sqlite:shop.db")) == "sqlite:///shop.db");
  CHECK(to_public_text(parse_url("sqlite:/data/shop.db")) == "sqlite:////data/shop.db");
  CHECK(to_public_text(parse_url("sqlite://")) == "sqlite::memory:");
}
