#include "db/postgres/connect.hpp"
#include "db/postgres/resolve.hpp"
#include "db/url.hpp"
#include "support/caught.hpp"
#include "support/outside.hpp"

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

namespace {

using Variables = std::map<std::string, std::string>;

/// Each as `host address port`.
std::string candidates(const std::string& url, const Variables& variables = {}) {
  support::FakeOutside outside;
  outside.world.getenv = [&](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  std::vector<std::string> lines;
  for (const auto& one : db::postgres::candidates(db::parse_url(url), outside.world))
    lines.push_back("[" + one.host + "] [" + one.address + "] [" + one.port + "]");
  return support::joined(lines);
}

}  // namespace

TEST_CASE("candidates: the hosts of the URL come in its order") {
  CHECK(candidates("postgresql://a:1,b:2/shop") == "[a] [] [1] / [b] [] [2]");
}

TEST_CASE("candidates: a URL without a host asks PGHOST, a list too") {
  CHECK(candidates("postgresql:///shop", {{"PGHOST", "a,b"}}) == "[a] [] [] / [b] [] []");
}

TEST_CASE("candidates: without any host there is one place, libpq's default") {
  CHECK(candidates("postgresql:///shop") == "[] [] []");
}

TEST_CASE("candidates: the URL's hosts win over PGHOST") {
  CHECK(candidates("postgresql://a/shop", {{"PGHOST", "b"}}) == "[a] [] []");
}

TEST_CASE("candidates: one PGPORT is for all hosts without a port") {
  CHECK(candidates("postgresql://a,b:2/shop", {{"PGPORT", "6543"}}) ==
        "[a] [] [6543] / [b] [] [2]");
}

TEST_CASE("candidates: several PGPORTs belong to the hosts in turn") {
  CHECK(candidates("postgresql:///shop", {{"PGHOST", "a,b"}, {"PGPORT", "1,2"}}) ==
        "[a] [] [1] / [b] [] [2]");
}

TEST_CASE("candidates: PGHOSTADDR goes with PGHOST") {
  CHECK(candidates("postgresql:///shop", {{"PGHOST", "a"}, {"PGHOSTADDR", "10.0.0.7"}}) ==
        "[a] [10.0.0.7] []");
}

TEST_CASE("candidates: an address needs no resolver, with a zone neither") {
  CHECK(db::postgres::is_address("10.0.0.7"));
  CHECK(db::postgres::is_address("::1"));
  CHECK(db::postgres::is_address("fe80::1%eth0"));
  CHECK_FALSE(db::postgres::is_address("db"));
  CHECK_FALSE(db::postgres::is_address("10.0.0"));
}
