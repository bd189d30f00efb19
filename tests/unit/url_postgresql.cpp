#include "db/url.hpp"
#include "unit/url_words.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <utility>
#include <vector>

using db::HostPort;
using db::parse_url;
using db::Url;
using unit::url_complaint;

namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;
using Hosts = std::vector<HostPort>;

}  // namespace

TEST_CASE("url: all parts of a PostgreSQL URL are read") {
  const Url url = parse_url("postgresql://app:s3cret@db:5433/shop?sslmode=require");
  CHECK(url == Url{.engine = db::Engine::postgresql,
                   .hosts = {{.host = "db", .port = "5433"}},
                   .user = "app",
                   .password = "s3cret",
                   .database = "shop",
                   .parameters = {{"sslmode", "require"}}});
}

TEST_CASE("url: what is not there is left to libpq") {
  CHECK(parse_url("postgres://") == Url{.engine = db::Engine::postgresql});
}

TEST_CASE("url: an empty password is no password") {
  CHECK(parse_url("postgres://app:@db/shop").password == std::nullopt);
}

TEST_CASE("url: SQLAlchemy's driver is ignored") {
  CHECK(parse_url("postgresql+asyncpg://db/shop") == parse_url("postgresql://db/shop"));
  CHECK(parse_url("postgres+psycopg2://db/shop") == parse_url("postgresql://db/shop"));
}

TEST_CASE("url: the case of a scheme does not matter") {
  CHECK(parse_url("PostgreSQL://db/shop") == parse_url("postgresql://db/shop"));
}

TEST_CASE("url: several hosts keep their order and ports") {
  CHECK(parse_url("postgresql://a:1,b,c:3/shop").hosts ==
        Hosts{{.host = "a", .port = "1"}, {.host = "b"}, {.host = "c", .port = "3"}});
}

TEST_CASE("url: an IPv6 address stands in brackets") {
  CHECK(parse_url("postgresql://[::1]:5433/shop").hosts == Hosts{{.host = "::1", .port = "5433"}});
  CHECK(parse_url("postgresql://[fe80::1%25eth0]/shop").hosts == Hosts{{.host = "fe80::1%eth0"}});
}

TEST_CASE("url: an open bracket is refused") {
  CHECK(url_complaint("postgresql://[::1:5433/shop").starts_with("an IPv6 address is not closed"));
}

TEST_CASE("url: parts are percent-decoded") {
  const Url url = parse_url("postgresql://us%40er:p%2Fw%3A%25@%2Fvar%2Frun/my%20shop");
  CHECK(url.user == "us@er");
  CHECK(url.password == "p/w:%");
  CHECK(url.hosts == Hosts{{.host = "/var/run"}});
  CHECK(url.database == "my shop");
}

TEST_CASE("url: host and port of the query replace those before it") {
  CHECK(parse_url("postgresql://a:1/shop?host=/var/run/postgresql&port=5433").hosts ==
        Hosts{{.host = "/var/run/postgresql", .port = "5433"}});
}

TEST_CASE("url: one port is for all hosts of the query") {
  CHECK(parse_url("postgresql:///shop?host=a,b&port=7").hosts ==
        Hosts{{.host = "a", .port = "7"}, {.host = "b", .port = "7"}});
}

TEST_CASE("url: hosts and ports must match") {
  CHECK(url_complaint("postgresql:///shop?host=a,b,c&port=1,2")
            .starts_with("there are 2 ports for 3 hosts"));
}

TEST_CASE("url: user, password and dbname of the query count") {
  const Url url = parse_url("postgresql://db?user=app&password=s3cret&dbname=shop");
  CHECK(url.user == "app");
  CHECK(url.password == "s3cret");
  CHECK(url.database == "shop");
  CHECK(url.parameters.empty());
}

TEST_CASE("url: of a parameter that is given twice the last one counts") {
  CHECK(parse_url("postgresql://db?sslmode=allow&sslmode=require").parameters ==
        Parameters{{"sslmode", "require"}});
}

TEST_CASE("url: a value may have an equals sign") {
  CHECK(parse_url("postgresql://db?options=-csearch_path=shop").parameters ==
        Parameters{{"options", "-csearch_path=shop"}});
}

TEST_CASE("url: ssl of asyncpg and JDBC is sslmode") {
  CHECK(parse_url("postgresql://db?ssl=true").parameters == Parameters{{"sslmode", "require"}});
  CHECK(parse_url("postgresql://db?ssl=verify-full").parameters ==
        Parameters{{"sslmode", "verify-full"}});
}

TEST_CASE("url: an unknown parameter is named, with a suggestion") {
  CHECK(url_complaint("postgresql://db?sslmod=require") ==
        R"(parameter "sslmod" is unknown | did you mean "sslmode"?)");
}

TEST_CASE("url: search_path has its own advice") {
  CHECK(url_complaint("postgresql://db?search_path=shop") ==
        "parameter \"search_path\" is unknown | write options=-csearch_path%3DNAME instead");
}

TEST_CASE("url: a parameter needs a value") {
  CHECK(url_complaint("postgresql://db?sslmode").starts_with("parameter \"sslmode\" has no value"));
}

TEST_CASE("url: the words of sslmode are checked") {
  CHECK(url_complaint("postgresql://db?sslmode=requier") ==
        "sslmode \"requier\" is unknown | did you mean \"require\"? there are: disable, allow, "
        "prefer, require, verify-ca, verify-full");
}

TEST_CASE("url: a port is a number from 1 to 65535") {
  CHECK(parse_url("postgresql://db:65535").hosts == Hosts{{.host = "db", .port = "65535"}});
  CHECK(url_complaint("postgresql://db:65536") != "");
  CHECK(url_complaint("postgresql://db:0") != "");
  CHECK(url_complaint("postgresql://db:+5") != "");
  CHECK(url_complaint("postgresql://db:5x") != "");
}

TEST_CASE("url: a bad escape names its part") {
  CHECK(url_complaint("postgresql://app@db/sh%op").starts_with("\"%\" in the database is not"));
  CHECK(url_complaint("postgresql://app:s3%cret@db/shop").starts_with("\"%\" in the password is"));
  CHECK(url_complaint("postgresql://app@db/%00").starts_with("\"%\" in the database is not"));
}
