#include "migrate/foreign_keys.hpp"

#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "support/fake_database.hpp"
#include "support/fake_session.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>

namespace {

constexpr const char* check = "pragma_foreign_key_check";

/// The detail of what was found, `nothing` if all is well.
std::string complaint(const db::Rows& rows, db::Engine engine = db::Engine::sqlite) {
  support::FakeDatabase database;
  database.answer(check, rows);
  support::FakeSession session(database);
  try {
    migrate::check_foreign_keys(session, db::driver_for(engine));
  } catch (const db::SqlError& error) {
    return error.failure().detail;
  }
  return "nothing";
}

}  // namespace

TEST_CASE("foreign_keys: all is well where no row is bad") {
  CHECK(complaint({}) == "nothing");
}

TEST_CASE("foreign_keys: a row that points at nothing is named") {
  CHECK(complaint({{"notes", "3", "accounts", "0"}}) ==
        "row 3 of \"notes\" points at no row of \"accounts\"");
}

TEST_CASE("foreign_keys: a table without row numbers is named too") {
  CHECK(complaint({{"notes", {}, "accounts", "0"}}) ==
        "row ? of \"notes\" points at no row of \"accounts\"");
}

TEST_CASE("foreign_keys: five bad rows are named, then that there are more") {
  const std::string detail = complaint(db::Rows(6, {"a", "1", "b", "0"}));
  CHECK(detail.ends_with("\nand more"));
  CHECK(complaint(db::Rows(5, {"a", "1", "b", "0"})).ends_with("\"b\""));
}

TEST_CASE("foreign_keys: PostgreSQL checks as it goes, and is not asked") {
  CHECK(complaint({{"a", "1", "b", "0"}}, db::Engine::postgresql) == "nothing");
}
