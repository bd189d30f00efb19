#include "migrate/directory.hpp"

#include "base/checksum.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "migrate/migration.hpp"
#include "migrate/survey.hpp"
#include "sql/dialect.hpp"
#include "support/caught.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

namespace {

std::vector<migrate::Migration> read(const support::Folder& folder) {
  return migrate::read_directory(folder.path().string(), {.dialect = sql::Dialect::sqlite});
}

std::string labels(const support::Folder& folder) {
  std::vector<std::string> found;
  for (const migrate::Migration& migration : read(folder))
    found.push_back(migration.label());
  return support::joined(found);
}

base::Error refusal(const support::Folder& folder) {
  return support::caught([&] { read(folder); });
}

}  // namespace

TEST_CASE("directory: migrations come in the order of their numbers") {
  const support::Folder folder;
  folder.write("10_b.sql", "");
  folder.write("9_a.sql", "");
  folder.write("0_start.sql", "");
  CHECK(labels(folder) == "0_start / 9_a / 10_b");
}

TEST_CASE("directory: a baseline stands before its version, repeatables stand last") {
  const support::Folder folder;
  folder.write("R__b.sql", "");
  folder.write("2_b.sql", "");
  folder.write("R__a.sql", "");
  folder.write("B2__all.sql", "");
  folder.write("1_a.sql", "");
  CHECK(labels(folder) == "1_a / B2__all / 2_b / R__a / R__b");
}

TEST_CASE("directory: an empty one holds no migrations") {
  CHECK(read(support::Folder()).empty());
}

TEST_CASE("directory: files that are not SQL are none of our business") {
  const support::Folder folder;
  folder.write("README.md", "");
  folder.write("1_a.sql.orig", "");
  folder.write("1_a.sql", "");
  std::filesystem::create_directory(folder / "2_old.sql");
  CHECK(labels(folder) == "1_a");
}

TEST_CASE("directory: an up finds its down") {
  const support::Folder folder;
  folder.write("1_a.up.sql", "CREATE TABLE a (i int);");
  folder.write("1_a.down.sql", "DROP TABLE a;");
  const migrate::Migration one = read(folder).at(0);
  CHECK(one.up.path == (folder / "1_a.up.sql"));
  CHECK(one.down->path == (folder / "1_a.down.sql"));
  CHECK(one.up.checksum == base::checksum_of("CREATE TABLE a (i int);"));
}

TEST_CASE("directory: two files with one version are refused, both are named") {
  const support::Folder folder;
  folder.write("1_a.sql", "");
  folder.write("001_b.sql", "");
  const base::Error error = refusal(folder);
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline == "two migrations have the version 1");
  CHECK(support::joined(error.diagnostic().notes) ==
        "\"" + (folder / "001_b.sql") + "\" / \"" + (folder / "1_a.sql") + "\"");
}

TEST_CASE("directory: one migration in both spellings is a duplicate") {
  const support::Folder folder;
  folder.write("1_a.sql", "");
  folder.write("1_a.up.sql", "");
  CHECK(refusal(folder).diagnostic().headline == "two migrations have the version 1");
}

TEST_CASE("directory: a down without an up is refused") {
  const support::Folder folder;
  folder.write("1_a.down.sql", "");
  const base::Error error = refusal(folder);
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline ==
        "\"" + (folder / "1_a.down.sql") + "\" has no up migration beside it");
}

TEST_CASE("directory: a down under another name is no pair with the up") {
  const support::Folder folder;
  folder.write("1_a.up.sql", "");
  folder.write("1_b.down.sql", "");
  CHECK(refusal(folder).exit() == base::Exit::migrations_unusable);
}

TEST_CASE("directory: a slash at its end is not doubled") {
  const support::Folder folder;
  folder.write("1_a.sql", "");
  const auto migrations = migrate::read_directory((folder / ""), {.dialect = sql::Dialect::sqlite});
  CHECK(migrations.at(0).up.path == (folder / "1_a.sql"));
}

TEST_CASE("directory: an SQL file with another name is refused") {
  const support::Folder folder;
  folder.write("users.sql", "");
  const base::Error error = refusal(folder);
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline ==
        "\"" + (folder / "users.sql") + "\" is not named like a migration");
}

TEST_CASE("directory: a down that can't be cut into statements is refused") {
  const support::Folder folder;
  folder.write("1_a.up.sql", "");
  folder.write("1_a.down.sql", "DROP TABLE a; SELECT 'x");
  CHECK(support::where(refusal(folder)) == "1_a.down.sql:1:22");
}

TEST_CASE("directory: a link that leads nowhere is refused") {
  const support::Folder folder;
  std::filesystem::create_symlink(folder / "nowhere", folder / "1_a.sql");
  CHECK(refusal(folder).diagnostic().headline ==
        "cannot read \"" + (folder / "1_a.sql") + "\": No such file or directory");
}

TEST_CASE("directory: what was asked for is taken") {
  const support::Folder folder;
  CHECK(migrate::find_directory(folder.path()) == folder.path());
}

TEST_CASE("directory: a missing one has a code of its own") {
  const support::Folder folder;
  const base::Error error = support::caught([&] { migrate::find_directory(folder / "none"); });
  CHECK(error.exit() == base::Exit::no_migrations_directory);
  CHECK(error.diagnostic().headline ==
        "the migrations directory \"" + (folder / "none") + "\" does not exist");
}

TEST_CASE("directory: a file in its place is called one") {
  const support::Folder folder;
  folder.write("file", "");
  const base::Error error = support::caught([&] { migrate::find_directory(folder / "file"); });
  CHECK(error.exit() == base::Exit::no_migrations_directory);
  CHECK(error.diagnostic().headline == "\"" + (folder / "file") + "\" is not a directory");
}
