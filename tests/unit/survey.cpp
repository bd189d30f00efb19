#include "migrate/survey.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "migrate/migration.hpp"
#include "sql/dialect.hpp"
#include "support/caught.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <ostream>  // IWYU pragma: keep
#include <string_view>

using migrate::Grouping;
using migrate::Runs;
using migrate::Script;
using sql::Dialect;

namespace {

Script survey(std::string_view text, Dialect dialect = Dialect::postgresql,
              Grouping grouping = Grouping::each) {
  const support::Folder folder;
  folder.write("1_a.sql", text);
  Script script{.path = folder / "1_a.sql"};
  migrate::survey(script, {.dialect = dialect, .grouping = grouping});
  return script;
}

base::Error refusal(std::string_view text) {
  return support::caught([&] { survey(text); });
}

}  // namespace

TEST_CASE("survey: an ordinary file runs in a transaction, without a note") {
  const Script script = survey("CREATE TABLE a (i int);\nCREATE TABLE b (i int)");
  CHECK(script.statements == 2);
  CHECK(script.runs == Runs::in_transaction);
  CHECK(script.notes.empty());
}

TEST_CASE("survey: a file of comments only is a migration") {
  const Script script = survey("-- nothing yet\n/* nor here */");
  CHECK(script.statements == 0);
  CHECK(script.runs == Runs::in_transaction);
}

TEST_CASE("survey: a wrapper is noted") {
  const Script script = survey("BEGIN;\nCREATE TABLE a (i int);\nCOMMIT;\n");
  CHECK(script.wrapped);
  CHECK(support::joined(script.notes) ==
        "its BEGIN and COMMIT are skipped: it runs in migrexec's own transaction");
}

TEST_CASE("survey: what cannot be in a transaction is noted") {
  const Script script = survey("CREATE INDEX CONCURRENTLY i ON a (i);");
  CHECK(script.runs == Runs::outside_transaction);
  CHECK(support::joined(script.notes) ==
        "it runs outside a transaction: CREATE INDEX CONCURRENTLY i cannot run inside one");
}

TEST_CASE("survey: transaction=none allows any mix, and needs no note") {
  const Script script = survey("-- migrexec: transaction=none\nCREATE TABLE a (i int);\nVACUUM;");
  CHECK(script.runs == Runs::outside_transaction);
  CHECK(script.notes.empty());
}

TEST_CASE("survey: without transactions for all, every file runs outside one") {
  const Script script =
      survey("CREATE TABLE a (i int); VACUUM;", Dialect::postgresql, Grouping::none);
  CHECK(script.runs == Runs::outside_transaction);
}

TEST_CASE("survey: a directive's statement timeout is kept") {
  CHECK(survey("-- migrexec: statement-timeout=30s\nSELECT 1").statement_timeout ==
        std::chrono::seconds(30));
}

TEST_CASE("survey: foreign-keys=off asks for a check at the end") {
  CHECK(survey("-- migrexec: foreign-keys=off\nDROP TABLE a", Dialect::sqlite).check_foreign_keys);
  CHECK_FALSE(survey("DROP TABLE a", Dialect::sqlite).check_foreign_keys);
}

TEST_CASE("survey: SQLite's own dump is a wrapped file that checks foreign keys") {
  const Script script =
      survey("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE a(i);\nCOMMIT;\n",
             Dialect::sqlite);
  CHECK(script.wrapped);
  CHECK(script.check_foreign_keys);
  CHECK(script.runs == Runs::in_transaction);
}

TEST_CASE("survey: a COMMIT in the middle is shown at its place") {
  const base::Error error = refusal("CREATE TABLE a (i int);\nCOMMIT;\nCREATE TABLE b (i int);\n");
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(support::where(error) == "1_a.sql:2:1");
  CHECK(error.diagnostic().headline.ends_with(
      "1_a.sql\": COMMIT in a migration that runs in migrexec's own transaction"));
  CHECK(error.diagnostic().helps.at(0) ==
        "a file that begins with \"-- migrexec: transaction=none\" may hold its own transactions");
}

TEST_CASE("survey: a mix is shown at the first statement that cannot be in a transaction") {
  CHECK(support::where(refusal("CREATE TABLE a (i int);\n  VACUUM;\n")) == "1_a.sql:2:3");
}

TEST_CASE("survey: columns count from the text behind a byte order mark") {
  CHECK(support::where(refusal("\xEF\xBB\xBF"
                               "COMMIT")) == "1_a.sql:1:1");
}

TEST_CASE("survey: an unterminated quote is shown at its opening") {
  const base::Error error = refusal("SELECT 1;\nSELECT 'abc;\n");
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(support::where(error) == "1_a.sql:2:8");
}

TEST_CASE("survey: an unknown directive is refused with a suggestion") {
  const base::Error error = refusal("-- migrexec: transactions=none\nSELECT 1;");
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(support::joined(error.diagnostic().helps).find("transaction") != std::string::npos);
}

TEST_CASE("survey: a directive after the first statement is refused") {
  CHECK(support::where(refusal("SELECT 1;\n-- migrexec: transaction=none\n")) == "1_a.sql:2:1");
}

TEST_CASE("survey: a directive in a file without statements counts") {
  CHECK(survey("-- migrexec: transaction=none\n").runs == Runs::outside_transaction);
}

TEST_CASE("survey: a text that the history recorded is looked through as a file is") {
  Script down{.path = "1_a.down.sql (as recorded)", .recorded = "SELECT 'a"};
  const base::Error error = support::caught([&] { migrate::survey(down, {}); });
  CHECK(support::where(error) == "1_a.down.sql (as recorded):1:8");
}

TEST_CASE("survey: a down file is looked through as an up file is") {
  const support::Folder folder;
  folder.write("1_a.down.sql", "COMMIT");
  Script down{.path = folder / "1_a.down.sql"};
  CHECK_THROWS_AS(migrate::survey(down, {}), base::Error);
}
