#include "base/error.hpp"
#include "base/exit.hpp"
#include "support/caught.hpp"
#include "wait/target.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using wait::parse_target;
using wait::Scheme;
using wait::split_targets;
using wait::statuses_text;
using Statuses = std::vector<std::pair<int, int>>;
using Words = std::vector<std::string>;

namespace {

std::string complaint(std::string_view word) {
  const base::Error error = support::caught([&] { (void)parse_target(word); });
  CHECK(error.exit() == base::Exit::usage);
  return error.what();
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("target: a host and a port") {
  const auto target = parse_target("tcp://cache:6379");
  CHECK(target.scheme == Scheme::tcp);
  CHECK(target.host == "cache");
  CHECK(target.port == "6379");
  CHECK(target.text == "tcp://cache:6379");
}

TEST_CASE("target: an IPv6 address stands in brackets") {
  const auto target = parse_target("tcp://[::1]:6379");
  CHECK(target.host == "::1");
  CHECK(target.port == "6379");
}

TEST_CASE("target: HTTP has a port, a path and statuses by itself") {
  const auto target = parse_target("http://web");
  CHECK(target.port == "80");
  CHECK(target.path == "/");
  CHECK(target.statuses == Statuses{{200, 299}});
  CHECK(parse_target("https://[::1]/").port == "443");
  CHECK(parse_target("http://web?a=b").path == "/?a=b");
}

TEST_CASE("target: what is asked for, and which statuses are good") {
  const auto target = parse_target("https://web:8443/health?deep=1#204,3xx");
  CHECK(target.scheme == Scheme::https);
  CHECK(target.port == "8443");
  CHECK(target.path == "/health?deep=1");
  CHECK(target.statuses == Statuses{{204, 204}, {300, 399}});
  CHECK(statuses_text(target) == "204, 3xx");
}

TEST_CASE("target: a query may hold a token, and is not shown") {
  CHECK(parse_target("http://web/health?token=s3cret").text == "http://web/health");
  CHECK_FALSE(has(complaint("http://web:x/health?token=s3cret"), "s3cret"));
}

TEST_CASE("target: what stands for a port is shown, a password is not") {
  CHECK(has(complaint("tcp://cache:redis"), "\"tcp://cache:redis\""));
  CHECK_FALSE(has(complaint("tcp://app:s3cret@cache:redis"), "s3cret"));
  CHECK_FALSE(has(complaint("http://app:s3/cret@web"), "cret"));
  CHECK_FALSE(has(complaint("redis://app:s3cret"), "s3cret"));
}

TEST_CASE("target: a path that no socket can have is refused at once") {
  CHECK(parse_target("unix:///" + std::string(106, 'x')).path.size() == 107);
  CHECK(has(complaint("unix:///" + std::string(107, 'x')), "at most 107 bytes"));
}

TEST_CASE("target: paths are decoded") {
  CHECK(parse_target("unix:///run/app.sock").path == "/run/app.sock");
  CHECK(parse_target("file:///run/a%20b").path == "/run/a b");
  CHECK(parse_target("FILE:///run/a").scheme == Scheme::file);
}

TEST_CASE("target: what is wrong is named") {
  CHECK(has(complaint("cache:6379"), "does not begin with tcp://"));
  CHECK(has(complaint("amqp://queue:5672"), "\"amqp\" is not known"));
  CHECK(has(complaint("tcp://cache"), "it has no port"));
  CHECK(has(complaint("tcp://:6379"), "it has no host"));
  CHECK(has(complaint("tcp://cache:0"), "not a number from 1 to 65535"));
  CHECK(has(complaint("tcp://cache:99999"), "not a number from 1 to 65535"));
  CHECK(has(complaint("tcp://cache:6379/0"), "not a number from 1 to 65535"));
  CHECK(has(complaint("tcp://::1:6379"), "more than one \":\""));
  CHECK(has(complaint("tcp://[::1:6379"), "not closed by \"]\""));
  CHECK(has(complaint("tcp://[::1]x:6379"), "between \"]\" and the port"));
  CHECK(has(complaint("http://web/#20"), "\"20\" is no HTTP status"));
  CHECK(has(complaint("http://web/#"), "\"\" is no HTTP status"));
  CHECK(has(complaint("http://web/#6xx"), "\"6xx\" is no HTTP status"));
  CHECK(has(complaint("http://web/a b"), "must be written as %XX"));
  CHECK(has(complaint("unix://run/app.sock"), "not absolute"));
  CHECK(has(complaint("file:///%zz"), "\"%\" is not followed"));
}

TEST_CASE("target: a database is not one of them, and its password stays unsaid") {
  const base::Error error =
      support::caught([] { (void)parse_target("postgresql://app:s3cret@db/shop"); });
  CHECK(has(error.what(), "it is a database"));
  CHECK_FALSE(has(error.what(), "s3cret"));
  CHECK(has(error.diagnostic().helps.front(), "--database-url"));
}

TEST_CASE("target: a user and a password are refused unsaid") {
  const std::string text = complaint("http://app:s3cret@web/");
  CHECK(has(text, "a user or a password"));
  CHECK_FALSE(has(text, "s3cret"));
}

TEST_CASE("targets: a comma stands between them, or in one") {
  CHECK(split_targets("tcp://a:1,http://b/#200,204,unix:///c") ==
        Words{"tcp://a:1", "http://b/#200,204", "unix:///c"});
  CHECK(split_targets("tcp://a:1") == Words{"tcp://a:1"});
}
