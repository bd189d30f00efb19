#include "db/error.hpp"
#include "db/sqlite/failure.hpp"

#include <doctest/doctest.h>

using db::Remedy;
using db::sqlite::code_name;
using db::sqlite::remedy_for;

TEST_CASE("sqlite: a code has the name that SQLite's documentation gives it") {
  CHECK(code_name(SQLITE_ERROR) == "SQLITE_ERROR");
  CHECK(code_name(2067) == "SQLITE_CONSTRAINT_UNIQUE");
  CHECK(code_name(517) == "SQLITE_BUSY_SNAPSHOT");
}

TEST_CASE("sqlite: a code that is not known is told as its number") {
  CHECK(code_name(25601) == "SQLITE_25601");
}

TEST_CASE("sqlite: the remedy goes by the kind of the code") {
  CHECK(remedy_for(SQLITE_BUSY_SNAPSHOT, "") == Remedy::try_again);
  CHECK(remedy_for(SQLITE_LOCKED, "") == Remedy::try_again);
  CHECK(remedy_for(SQLITE_IOERR_WRITE, "") == Remedy::mend_disk);
  CHECK(remedy_for(SQLITE_READONLY_DIRECTORY, "") == Remedy::grant);
  CHECK(remedy_for(SQLITE_CONSTRAINT_UNIQUE, "") == Remedy::none);
}

TEST_CASE("sqlite: only SQLite's own words ask for a place outside a transaction") {
  CHECK(remedy_for(SQLITE_ERROR, "cannot VACUUM from within a transaction") ==
        Remedy::run_outside_transaction);
  CHECK(remedy_for(SQLITE_ERROR, "cannot start a transaction within a transaction") ==
        Remedy::none);
  // As a trigger's RAISE can say.
  CHECK(remedy_for(SQLITE_CONSTRAINT_TRIGGER, "not within a transaction") == Remedy::none);
}
