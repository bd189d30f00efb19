#include "sql/statement_traits.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep

using sql::Effect;
using sql::effect_of;
using What = sql::Effect::What;

TEST_CASE("effect: an index built concurrently") {
  CHECK(effect_of("CREATE INDEX CONCURRENTLY i ON t (a)") == Effect{What::index_created, "i", "t"});
  CHECK(effect_of("create unique index concurrently if not exists \"I i\" on only s.\"T\" (a)") ==
        Effect{What::index_created, "\"I i\"", "s.\"T\""});
  CHECK(effect_of("CREATE INDEX CONCURRENTLY ON s . t USING gin (a)") ==
        Effect{What::index_created, "", "s.t"});
  CHECK_FALSE(effect_of("CREATE INDEX i ON t (a)"));
}

TEST_CASE("effect: an index dropped concurrently") {
  CHECK(effect_of("DROP INDEX CONCURRENTLY IF EXISTS s.i CASCADE") ==
        Effect{What::index_dropped, "s.i", ""});
  CHECK_FALSE(effect_of("DROP INDEX CONCURRENTLY a, b"));
  CHECK_FALSE(effect_of("DROP INDEX i"));
}

TEST_CASE("effect: databases, tablespaces and subscriptions") {
  CHECK(effect_of("CREATE DATABASE d OWNER o") == Effect{What::database_created, "d", ""});
  CHECK(effect_of("DROP DATABASE IF EXISTS d WITH (FORCE)") ==
        Effect{What::database_dropped, "d", ""});
  CHECK(effect_of("CREATE TABLESPACE s LOCATION 'x'") == Effect{What::tablespace_created, "s", ""});
  CHECK(effect_of("DROP TABLESPACE s") == Effect{What::tablespace_dropped, "s", ""});
  CHECK(effect_of("CREATE SUBSCRIPTION \"s\" CONNECTION 'x' PUBLICATION p") ==
        Effect{What::subscription_created, "\"s\"", ""});
  CHECK(effect_of("DROP SUBSCRIPTION IF EXISTS s") == Effect{What::subscription_dropped, "s", ""});
}

TEST_CASE("effect: a partition detached concurrently") {
  CHECK(effect_of("ALTER TABLE IF EXISTS ONLY s.t DETACH PARTITION s.p CONCURRENTLY") ==
        Effect{What::partition_detached, "s.p", "s.t"});
  CHECK_FALSE(effect_of("ALTER TABLE t DETACH PARTITION p FINALIZE"));
  CHECK_FALSE(effect_of("ALTER TABLE t ADD COLUMN a int"));
}

TEST_CASE("effect: the others can't be looked up") {
  CHECK_FALSE(effect_of("VACUUM"));
  CHECK_FALSE(effect_of("REINDEX TABLE CONCURRENTLY t"));
  CHECK_FALSE(effect_of("ALTER SYSTEM SET a = 1"));
  CHECK_FALSE(effect_of("CREATE DATABASE"));
  CHECK_FALSE(effect_of(""));
}
