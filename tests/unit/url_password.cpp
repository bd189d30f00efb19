#include "db/url.hpp"
#include "unit/url_words.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>

using db::parse_url;
using unit::has;
using unit::masked;
using unit::url_complaint;

TEST_CASE("url: a raw @ in a password is part of it") {
  const db::Url url = parse_url("postgres://app:s3@cret@db/shop");
  CHECK(url.password == "s3@cret");
  CHECK(url.hosts.front().host == "db");
}

TEST_CASE("url: a raw colon, question mark or hash in a password is part of it") {
  CHECK(parse_url("postgres://app:s3:cret@db/shop").password == "s3:cret");
  CHECK(parse_url("postgres://app:s3?cret@db/shop").password == "s3?cret");
  CHECK(parse_url("postgres://app:s3#cret@db/shop").password == "s3#cret");
}

TEST_CASE("url: a raw slash in a password is refused with advice and without the password") {
  const std::string words = url_complaint("postgres://app:12/cret@db/shop");
  CHECK(words.starts_with("it is not clear which \"@\" ends the password | percent-encode"));
  CHECK(has(words, "/ is %2F"));
  CHECK(!has(words, "cret"));
}

TEST_CASE("url: with several @ no part is shown") {
  const std::string words = url_complaint("postgres://app:x@cret:word@db/shop?bad=1");
  CHECK(!has(words, "cret"));
  CHECK(!has(words, "bad"));
}

TEST_CASE("url: a raw ampersand in a password of the query is not shown") {
  const std::string words = url_complaint("postgres://db?password=s3&cret=1");
  CHECK(words.starts_with("an unknown parameter follows a password"));
  CHECK(!has(words, "cret"));
}

TEST_CASE("url: a password whose host is missing is not shown as a port") {
  CHECK(!has(url_complaint("postgres://app:s3cret"), "s3cret"));
}

TEST_CASE("url: a raw @ in the query belongs to the query") {
  const db::Url url = parse_url("postgresql://db/shop?user=app@server&password=s3@cret");
  CHECK(url.user == "app@server");
  CHECK(url.password == "s3@cret");
  CHECK(url.hosts.front().host == "db");
}

TEST_CASE("secret ranges: the password before the host") {
  CHECK(masked("postgresql://app:s3cret@db:5432/shop") == "postgresql://app:******@db:5432/shop");
  CHECK(masked("postgresql+asyncpg://app:s%40t@db/shop") ==
        "postgresql+asyncpg://app:*****@db/shop");
}

TEST_CASE("secret ranges: a URL without a password has none") {
  CHECK(db::secret_ranges("postgresql://app@db:5432/shop?user=a@b").empty());
  CHECK(db::secret_ranges("sqlite:///shop.db").empty());
}

TEST_CASE("secret ranges: parameters of the query, their names encoded too") {
  CHECK(masked("postgresql://db?password=s3&sslmode=require&sslpassword=x") ==
        "postgresql://db?password=**&sslmode=require&sslpassword=*");
  CHECK(masked("postgresql://db?pass%77ord=s3") == "postgresql://db?pass%77ord=**");
}

TEST_CASE("secret ranges: what follows a secret and is no parameter belongs to it") {
  CHECK(masked("postgresql://db?password=s3&cret=1&sslmode=require") ==
        "postgresql://db?password=*********&sslmode=require");
}

TEST_CASE("secret ranges: URLs that nobody can use") {
  CHECK(masked("postgres://app:a/b@c@db/shop") == "postgres://app:*****@db/shop");
  CHECK(masked("mysql://app:s3cret@db") == "mysql://app:******@db");
  CHECK(masked("postgres://app:s3cret") == "postgres://app:******");
  CHECK(masked("app:s3cret@db") == "app:******@db");
}

TEST_CASE("secret ranges: libpq's words") {
  CHECK(masked("host=db user=a@b password=x y") == "host=db user=a@b password****");
}
