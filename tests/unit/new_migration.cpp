#include "migrate/new_migration.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "migrate/version.hpp"
#include "support/caught.hpp"
#include "support/folder.hpp"
#include "support/unprivileged.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using migrate::DownFile;
using migrate::Numbering;

namespace {

using Names = std::vector<std::string>;

const auto now = std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) +
                 std::chrono::seconds(3 * 3600 + 4 * 60 + 5);

std::string next(const Names& files, Numbering numbering) {
  return migrate::next_version(files, now, numbering).text();
}

base::Error refusal_of(const std::string& name) {
  return support::caught([&] { (void)migrate::slug_of(name); });
}

}  // namespace

TEST_CASE("new_migration: the version is the time in UTC") {
  CHECK(next({}, Numbering::by_time) == "20260102030405");
  CHECK(next({"20251231000000_a.sql", "R__x.sql", "notes.sql"}, Numbering::by_time) ==
        "20260102030405");
}

TEST_CASE("new_migration: a version that is as new or newer is followed by the next number") {
  CHECK(next({"20260102030405_a.up.sql"}, Numbering::by_time) == "20260102030406");
  CHECK(next({"20270101000000_a.sql"}, Numbering::by_time) == "20270101000001");
  CHECK(next({"B20270101000000__a.sql"}, Numbering::by_time) == "20270101000001");
}

TEST_CASE("new_migration: sequential versions are as wide as those that are there") {
  CHECK(next({}, Numbering::sequential) == "0001");
  CHECK(next({"001_a.sql", "009_b.up.sql", "009_b.down.sql"}, Numbering::sequential) == "010");
  CHECK(next({"9_a.sql", "10_b.sql"}, Numbering::sequential) == "11");
  CHECK(next({"99_a.sql"}, Numbering::sequential) == "100");
}

TEST_CASE("new_migration: a name's spaces become underscores") {
  CHECK(migrate::slug_of("  add the users ") == "add_the_users");
  CHECK(migrate::slug_of("Bestellungen-f\xC3\xBCr(alle)") == "Bestellungen-f\xC3\xBCr(alle)");
}

TEST_CASE("new_migration: a name that can be none is an error of usage") {
  CHECK(refusal_of("").exit() == base::Exit::usage);
  CHECK(refusal_of("  ").diagnostic().headline == "the migration needs a name");
  CHECK(refusal_of("../x").diagnostic().headline ==
        "a migration's name can't hold a slash: \"../x\"");
  CHECK(refusal_of("a\nb").diagnostic().headline == "a migration's name must be one line of text");
  CHECK(refusal_of("a\xFF").diagnostic().headline == "a migration's name must be one line of text");
  CHECK(refusal_of(std::string(201, 'a')).diagnostic().headline ==
        "a migration's name can't be longer than 200 bytes");
}

TEST_CASE("new_migration: an up file and a down file are made") {
  const support::Folder folder;
  const Names made =
      migrate::create_migration(folder.path().string(), Names{}, {.name = "add users", .now = now});
  CHECK(support::joined(made) == (folder / "20260102030405_add_users.up.sql") + " / " +
                                     (folder / "20260102030405_add_users.down.sql"));
  CHECK(base::read_file(made[0]).starts_with("-- add users\n"));
  CHECK(base::read_file(made[1]) == "-- Undoes 20260102030405_add_users.up.sql.\n\n");
}

TEST_CASE("new_migration: without a down file, sequential") {
  const support::Folder folder;
  const Names made = migrate::create_migration(
      folder.path().string(), Names{"0007_x.sql"},
      {.name = "y", .now = now, .numbering = Numbering::sequential, .down = DownFile::no});
  CHECK(support::joined(made) == (folder / "0008_y.up.sql"));
}

TEST_CASE("new_migration: a file that is there is not touched, and nothing else is made") {
  const support::Folder folder;
  folder.write("0001_x.down.sql", "mine");
  const base::Error error = support::caught([&] {
    migrate::create_migration(folder.path().string(), Names{},
                              {.name = "x", .now = now, .numbering = Numbering::sequential});
  });
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(base::read_file(folder / "0001_x.down.sql") == "mine");
  CHECK_FALSE(std::filesystem::exists(folder / "0001_x.up.sql"));
}

TEST_CASE("new_migration: a folder that is not writable is refused") {
  const support::Folder folder;
  ::chmod(folder.path().c_str(), 0555);
  const support::Unprivileged nobody;
  const base::Error error = support::caught([&] {
    migrate::create_migration(folder.path().string(), Names{}, {.name = "x", .now = now});
  });
  CHECK(error.exit() == base::Exit::refused);
  CHECK(error.diagnostic().headline.ends_with("x.up.sql\": Permission denied"));
}
