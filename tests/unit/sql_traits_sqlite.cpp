#include "sql/dialect.hpp"
#include "sql/statement_traits.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string_view>

using sql::Control;
using sql::Traits;

namespace {

Traits traits(std::string_view statement) {
  return sql::traits_of(statement, sql::Dialect::sqlite);
}

Control control(std::string_view statement) {
  return traits(statement).control;
}
bool foreign_keys_off(std::string_view statement) {
  return traits(statement).foreign_keys_off;
}

constexpr Traits a_setting{.session_setting = true, .sticky = true};
constexpr Traits a_setting_outside{
    .outside_transaction = true, .session_setting = true, .sticky = true};

}  // namespace

TEST_CASE("sqlite traits: most statements have none") {
  CHECK(traits("SELECT 1") == Traits{});
  CHECK(traits("EXPLAIN VACUUM") == Traits{});
  CHECK(traits("[vacuum]") == Traits{});
  CHECK(traits("SET a = 1") == Traits{});
}

TEST_CASE("sqlite traits: transaction control") {
  CHECK(control("BEGIN IMMEDIATE") == Control::begin);
  CHECK(control("commit") == Control::commit);
  CHECK(control("END TRANSACTION") == Control::commit);
  CHECK(control("ROLLBACK") == Control::rollback);
  CHECK(control("ROLLBACK TRANSACTION t") == Control::rollback);
  CHECK(control("ROLLBACK TRANSACTION t TO s") == Control::savepoint);
  CHECK(control("ROLLBACK TO SAVEPOINT s") == Control::savepoint);
  CHECK(control("SAVEPOINT s") == Control::savepoint);
  CHECK(control("RELEASE s") == Control::savepoint);
}

TEST_CASE("sqlite traits: what SQLite refuses inside a transaction") {
  CHECK(traits("VACUUM") == Traits{.outside_transaction = true});
  CHECK(traits("VACUUM INTO 'x'") == Traits{.outside_transaction = true});
  CHECK(traits("PRAGMA wal_checkpoint(TRUNCATE)") == Traits{.outside_transaction = true});
  CHECK(traits("DETACH x") == a_setting_outside);
  CHECK(traits("PRAGMA journal_mode = WAL") == a_setting_outside);
  CHECK(traits("PRAGMA main.synchronous(OFF)") == a_setting_outside);
  CHECK(traits("PRAGMA journal_mode") == Traits{});
}

TEST_CASE("sqlite traits: settings of the session") {
  CHECK(traits("ATTACH 'x' AS y") == a_setting);
  CHECK(traits("PRAGMA cache_size = -1") == a_setting);
  CHECK(traits("pragma /* */ Cache_Size(1)") == a_setting);
  CHECK(traits("PRAGMA cache_size") == Traits{});
}

TEST_CASE("sqlite traits: pragmas that ask, act or write to the file are no settings") {
  CHECK(traits("PRAGMA table_info(t)") == Traits{});
  CHECK(traits("PRAGMA foreign_key_check('t')") == Traits{});
  CHECK(traits("PRAGMA user_version = 3") == Traits{});
  CHECK(traits("PRAGMA application_id = 3") == Traits{});
}

TEST_CASE("sqlite traits: foreign keys are put back, and are known when they go off") {
  CHECK(traits("PRAGMA foreign_keys = ON") == Traits{.session_setting = true});
  CHECK(traits("PRAGMA foreign_keys") == Traits{});
  CHECK(foreign_keys_off("PRAGMA foreign_keys=OFF"));
  CHECK(foreign_keys_off("pragma main.foreign_keys(off)"));
  CHECK(foreign_keys_off("PRAGMA \"main\".foreign_keys = 'off'"));
  CHECK(foreign_keys_off("PRAGMA foreign_keys = 0"));
  CHECK(foreign_keys_off("PRAGMA foreign_keys = no"));
  CHECK(foreign_keys_off("PRAGMA foreign_keys = False"));
  CHECK_FALSE(foreign_keys_off("PRAGMA foreign_keys = 1"));
  CHECK_FALSE(foreign_keys_off("PRAGMA foreign_keys = \"Yes\""));
  CHECK_FALSE(foreign_keys_off("PRAGMA foreign_keys(true)"));
}
