#include "migrate/failure.hpp"

#include "base/diagnostic.hpp"
#include "base/exit.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/url.hpp"
#include "migrate/text_source.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <optional>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>

using migrate::Spot;

namespace {

/// The part of a statement that is underlined.
std::string underlined(std::string_view text, std::optional<std::size_t> offset) {
  const Spot spot = migrate::spot_of({.text = text, .offset = 100}, {.offset = offset});
  return std::string(text.substr(spot.offset - 100, spot.length));
}

base::Diagnostic refused(std::string_view text, const std::optional<Spot>& spot,
                         const db::SqlFailure& failure) {
  const support::Folder folder;
  folder.write("0007_orders.sql", text);
  return migrate::refused(db::driver_for(db::Engine::postgresql),
                          migrate::Script{.path = folder / "0007_orders.sql"}, spot, failure);
}

}  // namespace

TEST_CASE("failure: the word that the database complains of is underlined") {
  CHECK(underlined("ALTER TABLE order ADD x int", 12) == "order");
  CHECK(underlined("SELECT größe FROM t", 7) == "größe");
  CHECK(underlined("SELECT \"my col\" FROM t", 7) == "\"my col\"");
}

TEST_CASE("failure: a sign is underlined alone") {
  CHECK(underlined("CREATE TABLE a (i int))", 22) == ")");
}

TEST_CASE("failure: a quote that never ends is underlined to the end") {
  CHECK(underlined("SELECT \"abc", 7) == "\"abc");
  CHECK(underlined("SELECT \"", 7) == "\"");
}

TEST_CASE("failure: without a position it is the statement's first line") {
  CHECK(underlined("SELECT 1/0\nFROM t", std::nullopt) == "SELECT 1/0");
  CHECK(underlined("SELECT 1/0", std::nullopt) == "SELECT 1/0");
}

TEST_CASE("failure: at the statement's end one column is underlined") {
  const Spot spot = migrate::spot_of({.text = "SELECT (", .offset = 3}, {.offset = 8});
  CHECK(spot.offset == 11);
  CHECK(spot.length == 1);
}

TEST_CASE("failure: a position beyond the statement is its end") {
  CHECK(migrate::spot_of({.text = "abc"}, {.offset = 99}).offset == 3);
}

TEST_CASE("failure: the server's words stand at the place") {
  const base::Diagnostic diagnostic =
      refused("SELECT 1;\nSELEKT 2;\n", Spot{.offset = 10, .length = 6},
              {.message = "syntax error at or near \"SELEKT\"", .code = "42601"});
  CHECK(diagnostic.headline == "PostgreSQL refused 0007_orders.sql");
  CHECK(diagnostic.sqlstate == "42601");
  const base::Place place = diagnostic.place.value_or(base::Place{});
  CHECK(place.line == 2);
  CHECK(place.column == 1);
  CHECK(place.length == 6);
  CHECK(place.text == "SELEKT 2;");
  CHECK(place.label == "syntax error at or near \"SELEKT\"");
}

TEST_CASE("failure: without a place the server's words are in the headline") {
  const base::Diagnostic diagnostic =
      refused("SELECT 1;", std::nullopt, {.message = "a constraint is violated"});
  CHECK(diagnostic.headline ==
        "PostgreSQL refused 0007_orders.sql at its end: a constraint is violated");
  CHECK_FALSE(diagnostic.place);
}

TEST_CASE("failure: detail, hint and context are passed on") {
  const base::Diagnostic diagnostic = refused(
      "SELECT 1;", Spot{}, {.detail = "a detail", .hint = "a hint", .context = "a function"});
  CHECK(diagnostic.detail == "a detail");
  CHECK(diagnostic.hint == "a hint");
  CHECK(diagnostic.notes.at(0) == "context: a function");
}

TEST_CASE("failure: a statement that wants no transaction gets the directive as help") {
  const base::Diagnostic diagnostic =
      refused("CALL p();", Spot{}, {.remedy = db::Remedy::run_outside_transaction});
  CHECK(diagnostic.helps.at(0) ==
        "begin the file with \"-- migrexec: transaction=none\" to run it outside a transaction");
}

TEST_CASE("failure: a missing privilege names the owner's way") {
  CHECK(refused("DROP TABLE a;", Spot{}, {.remedy = db::Remedy::grant}).helps.at(0) ==
        "grant the role what it lacks, or migrate as the owner: --role OWNER");
}

TEST_CASE("failure: a full disk is not the migration's fault") {
  CHECK(migrate::exit_for({.remedy = db::Remedy::mend_disk}, base::Exit::migration_failed) ==
        base::Exit::io);
  CHECK(migrate::exit_for({}, base::Exit::migration_failed) == base::Exit::migration_failed);
}
