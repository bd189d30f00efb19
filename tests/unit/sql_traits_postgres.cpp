#include "sql/dialect.hpp"
#include "sql/statement_traits.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string_view>

using sql::Control;
using sql::Traits;
using sql::transaction_modes;

namespace {

Traits traits(std::string_view statement) {
  return sql::traits_of(statement, sql::Dialect::postgresql);
}

Control control(std::string_view statement) {
  return traits(statement).control;
}
bool outside(std::string_view statement) {
  return traits(statement).outside_transaction;
}
bool concurrently(std::string_view statement) {
  return traits(statement).concurrently;
}
bool setting(std::string_view statement) {
  return traits(statement).session_setting;
}
bool sticky(std::string_view statement) {
  return traits(statement).sticky;
}
bool copies(std::string_view statement) {
  return traits(statement).copy_from_stdin;
}

}  // namespace

TEST_CASE("postgresql traits: most statements have none") {
  CHECK(traits("") == Traits{});
  CHECK(traits("SELECT 1") == Traits{});
  CHECK(traits("CREATE TABLE t (a int)") == Traits{});
  CHECK(traits("'VACUUM'") == Traits{});
  CHECK(traits("\"vacuum\"") == Traits{});
  CHECK(traits("EXPLAIN VACUUM") == Traits{});
}

TEST_CASE("postgresql traits: statements that begin a transaction") {
  CHECK(control("BEGIN") == Control::begin);
  CHECK(control("begin /* now */ work") == Control::begin);
  CHECK(control("START -- now\n TRANSACTION READ ONLY") == Control::begin);
  CHECK(control("START REPLICATION") == Control::none);
}

TEST_CASE("postgresql traits: statements that end a transaction") {
  CHECK(control("COMMIT") == Control::commit);
  CHECK(control("COMMIT AND CHAIN") == Control::commit);
  CHECK(control("END TRANSACTION") == Control::commit);
  CHECK(control("ROLLBACK") == Control::rollback);
  CHECK(control("ROLLBACK WORK AND NO CHAIN") == Control::rollback);
  CHECK(control("ABORT") == Control::rollback);
}

TEST_CASE("postgresql traits: savepoints") {
  CHECK(control("SAVEPOINT a") == Control::savepoint);
  CHECK(control("RELEASE SAVEPOINT a") == Control::savepoint);
  CHECK(control("ROLLBACK TO a") == Control::savepoint);
  CHECK(control("ROLLBACK /* */ TRANSACTION TO SAVEPOINT a") == Control::savepoint);
}

TEST_CASE("postgresql traits: two-phase commit") {
  CHECK(control("PREPARE TRANSACTION 'x'") == Control::two_phase);
  CHECK(control("COMMIT PREPARED 'x'") == Control::two_phase);
  CHECK(control("ROLLBACK PREPARED 'x'") == Control::two_phase);
  CHECK(control("PREPARE transaction AS SELECT 1") == Control::none);
}

TEST_CASE("postgresql traits: databases, tablespaces and the system stand outside") {
  CHECK(outside("CREATE DATABASE d"));
  CHECK(outside("drop database if exists d"));
  CHECK(outside("ALTER DATABASE \"d d\" SET TABLESPACE s"));
  CHECK_FALSE(outside("ALTER DATABASE d SET work_mem = 1"));
  CHECK_FALSE(outside("ALTER DATABASE d OWNER TO o"));
  CHECK(outside("CREATE TABLESPACE s LOCATION '/x'"));
  CHECK(outside("DROP TABLESPACE s"));
  CHECK(outside("ALTER SYSTEM SET a = 1"));
}

TEST_CASE("postgresql traits: subscriptions stand outside when they talk to the publisher") {
  CHECK(outside("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p"));
  CHECK(outside("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = true)"));
  CHECK_FALSE(outside("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect=false)"));
  CHECK_FALSE(
      outside("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (a, create_slot = 'off')"));
  CHECK_FALSE(outside("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = 0)"));
  CHECK(outside("DROP SUBSCRIPTION s"));
  CHECK(outside("ALTER SUBSCRIPTION s REFRESH PUBLICATION"));
  CHECK(outside("ALTER SUBSCRIPTION s SET PUBLICATION p"));
  CHECK(outside("ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (copy_data = false)"));
  CHECK_FALSE(outside("ALTER SUBSCRIPTION s DROP PUBLICATION p WITH (refresh = false)"));
  CHECK_FALSE(outside("ALTER SUBSCRIPTION s ENABLE"));
  CHECK_FALSE(outside("ALTER SUBSCRIPTION s SET (slot_name = NONE)"));
  CHECK(outside("ALTER SUBSCRIPTION s SET (failover = true)"));
}

TEST_CASE("postgresql traits: indexes built or dropped concurrently stand outside and wait") {
  const Traits expected{.outside_transaction = true, .concurrently = true};
  CHECK(traits("CREATE INDEX CONCURRENTLY i ON t (a)") == expected);
  CHECK(traits("create unique /* ! */ index concurrently on t (a)") == expected);
  CHECK(traits("DROP INDEX CONCURRENTLY i, j") == expected);
  CHECK(traits("CREATE INDEX i ON t (a)") == Traits{});
  CHECK(traits("CREATE INDEX \"concurrently\" ON t (a)") == Traits{});
  CHECK(traits("DROP INDEX i") == Traits{});
}

TEST_CASE("postgresql traits: REINDEX stands outside if concurrent or of many") {
  CHECK(outside("REINDEX SCHEMA s"));
  CHECK(outside("REINDEX (VERBOSE) DATABASE d"));
  CHECK(outside("REINDEX SYSTEM d"));
  CHECK_FALSE(concurrently("REINDEX SYSTEM d"));
  CHECK(concurrently("REINDEX (CONCURRENTLY, VERBOSE) TABLE t"));
  CHECK(outside("REINDEX (VERBOSE, CONCURRENTLY TRUE) INDEX i"));
  CHECK(concurrently("REINDEX TABLE CONCURRENTLY t"));
  CHECK(concurrently("REINDEX SCHEMA CONCURRENTLY s"));
  CHECK_FALSE(outside("REINDEX TABLE t"));
  CHECK_FALSE(outside("REINDEX (CONCURRENTLY off) TABLE t"));
  CHECK_FALSE(outside("REINDEX INDEX \"concurrently\""));
}

TEST_CASE("postgresql traits: VACUUM, CLUSTER of everything and DISCARD ALL stand outside") {
  CHECK(outside("VACUUM"));
  CHECK(outside("VACUUM (FULL) t"));
  CHECK(outside("CLUSTER"));
  CHECK(outside("CLUSTER VERBOSE"));
  CHECK(outside("CLUSTER (VERBOSE) /* all */"));
  CHECK_FALSE(outside("CLUSTER t USING i"));
  CHECK_FALSE(outside("CLUSTER VERBOSE t"));
  CHECK(outside("DISCARD ALL"));
  CHECK_FALSE(outside("DISCARD PLANS"));
  CHECK_FALSE(outside("ANALYZE"));
}

TEST_CASE("postgresql traits: a partition detached concurrently stands outside and waits") {
  const Traits expected{.outside_transaction = true, .concurrently = true};
  CHECK(traits("ALTER TABLE t DETACH PARTITION p CONCURRENTLY") == expected);
  CHECK(traits("ALTER TABLE IF EXISTS ONLY a.\"t\" * DETACH PARTITION p CONCURRENTLY") == expected);
  CHECK(traits("ALTER TABLE t DETACH PARTITION p") == Traits{});
  CHECK(traits("ALTER TABLE t DETACH PARTITION p FINALIZE") == Traits{});
  CHECK(traits("ALTER TABLE t ADD COLUMN concurrently int") == Traits{});
}

TEST_CASE("postgresql traits: what looks like it stands inside all the same") {
  CHECK_FALSE(outside("REFRESH MATERIALIZED VIEW CONCURRENTLY v"));
  CHECK_FALSE(concurrently("REFRESH MATERIALIZED VIEW CONCURRENTLY v"));
  CHECK_FALSE(outside("ALTER TYPE t ADD VALUE 'x'"));
}

TEST_CASE("postgresql traits: settings of the session") {
  CHECK(setting("SET a = 1"));
  CHECK(setting("SET SESSION a TO 1"));
  CHECK(setting("SET ROLE r"));
  CHECK(setting("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"));
  CHECK(setting("RESET ALL"));
  CHECK(setting("LOAD 'x'"));
  CHECK(setting("PREPARE p AS SELECT 1"));
  CHECK(setting("DEALLOCATE p"));
  CHECK_FALSE(setting("SET LOCAL a = 1"));
  CHECK_FALSE(setting("SET TRANSACTION READ ONLY"));
  CHECK_FALSE(setting("SET CONSTRAINTS ALL DEFERRED"));
  CHECK_FALSE(setting("UPDATE t SET a = 1"));
}

TEST_CASE("postgresql traits: set_config is a setting if it is the whole select") {
  CHECK(setting("SELECT pg_catalog.set_config('search_path', '', false)"));
  CHECK(setting("select set_config('a', (SELECT 'b'), false) -- done"));
  CHECK_FALSE(setting("SELECT set_config('a', 'b', false) FROM t"));
  CHECK_FALSE(setting("SELECT set_config('a', 'b', false), f()"));
  CHECK_FALSE(setting("SELECT other.set_config('a', 'b', false)"));
  CHECK_FALSE(setting("SELECT set_config"));
}

TEST_CASE("postgresql traits: what can't be put back inside a transaction") {
  CHECK(sticky("SET CONSTRAINTS ALL DEFERRED"));
  CHECK(sticky("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"));
  CHECK(sticky("SET LOCAL TRANSACTION READ ONLY"));
  CHECK(sticky("SET transaction_isolation = 'serializable'"));
  CHECK(sticky("LOAD 'x'"));
  CHECK_FALSE(sticky("SET a = 1"));
}

TEST_CASE("postgresql traits: COPY from stdin") {
  CHECK(copies("COPY t FROM stdin"));
  CHECK(copies("copy \"a b\" . t (a, \"(\") /* ; */ from STDIN WITH (FORMAT csv)"));
  CHECK(copies("COPY BINARY t FROM stdin"));
  CHECK(copies("COPY t FROM stdout"));
  CHECK_FALSE(copies("COPY t FROM 'stdin'"));
  CHECK_FALSE(copies("COPY t FROM PROGRAM 'stdin'"));
  CHECK_FALSE(copies("COPY t TO stdout"));
  CHECK_FALSE(copies("COPY (SELECT 1 FROM stdin) TO stdout"));
}

TEST_CASE("transaction modes: what follows BEGIN or START TRANSACTION") {
  CHECK(transaction_modes("BEGIN").empty());
  CHECK(transaction_modes("BEGIN TRANSACTION -- so").empty());
  CHECK(transaction_modes("BEGIN ISOLATION LEVEL SERIALIZABLE, READ WRITE") ==
        "ISOLATION LEVEL SERIALIZABLE, READ WRITE");
  CHECK(transaction_modes("begin work /* */ read only") == "read only");
  CHECK(transaction_modes("START TRANSACTION DEFERRABLE") == "DEFERRABLE");
  CHECK(transaction_modes("COMMIT AND CHAIN").empty());
}
