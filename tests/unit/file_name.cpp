#include "migrate/file_name.hpp"

#include "migrate/migration.hpp"
#include "support/caught.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <ostream>  // IWYU pragma: keep
#include <string>

using migrate::FileName;
using migrate::Kind;
using migrate::parse_file_name;
using Way = migrate::FileName::Way;

namespace {

constexpr Kind versioned = Kind::versioned;

}  // namespace

TEST_CASE("file name: a name with up, down or neither is a migration's") {
  CHECK(parse_file_name("0001_users.up.sql") == FileName{versioned, "0001", "users", Way::up});
  CHECK(parse_file_name("0001_users.down.sql") == FileName{versioned, "0001", "users", Way::down});
  CHECK(parse_file_name("0001_users.sql") == FileName{versioned, "0001", "users", Way::up});
}

TEST_CASE("file name: a name may hold spaces, brackets, dots and more underscores") {
  CHECK(parse_file_name("1_add (two) [x].up.sql") ==
        FileName{versioned, "1", "add (two) [x]", Way::up});
  CHECK(parse_file_name("1_v1.2_to_v1.3.sql") == FileName{versioned, "1", "v1.2_to_v1.3", Way::up});
  CHECK(parse_file_name("1__x.sql") == FileName{versioned, "1", "_x", Way::up});
}

TEST_CASE("file name: only the last word before sql is up or down") {
  CHECK(parse_file_name("1_a.up.down.sql") == FileName{versioned, "1", "a.up", Way::down});
  CHECK(parse_file_name("1_a.down.up.sql") == FileName{versioned, "1", "a.down", Way::up});
  CHECK(parse_file_name("1_up.sql") == FileName{versioned, "1", "up", Way::up});
}

TEST_CASE("file name: a version has as many digits as it likes") {
  const std::string digits = "123456789012345678901234567890";
  CHECK(parse_file_name(digits + "_a.sql") == FileName{versioned, digits, "a", Way::up});
  CHECK(parse_file_name("0_a.sql") == FileName{versioned, "0", "a", Way::up});
}

TEST_CASE("file name: repeatables have no version, baselines have two underscores") {
  CHECK(parse_file_name("R__views.sql") == FileName{Kind::repeatable, "", "views", Way::up});
  CHECK(parse_file_name("B0007__all.sql") == FileName{Kind::baseline, "0007", "all", Way::up});
  CHECK(parse_file_name("R_views.sql") == std::nullopt);
  CHECK(parse_file_name("R__.sql") == std::nullopt);
  CHECK(parse_file_name("R__views.down.sql") == std::nullopt);
  CHECK(parse_file_name("B7_all.sql") == std::nullopt);
  CHECK(parse_file_name("B__all.sql") == std::nullopt);
  CHECK(parse_file_name("B7__.sql") == std::nullopt);
}

TEST_CASE("file name: what fits no pattern is no migration's name") {
  CHECK(parse_file_name("users.sql") == std::nullopt);
  CHECK(parse_file_name("1.sql") == std::nullopt);
  CHECK(parse_file_name("1_.sql") == std::nullopt);
  CHECK(parse_file_name("1_.up.sql") == std::nullopt);
  CHECK(parse_file_name("1-users.sql") == std::nullopt);
  CHECK(parse_file_name("v1_users.sql") == std::nullopt);
  CHECK(parse_file_name("_users.sql") == std::nullopt);
  CHECK(parse_file_name("1_users.txt") == std::nullopt);
  CHECK(parse_file_name("1_users.SQL") == std::nullopt);
}

TEST_CASE("file name: by what they say, versions, baselines, repeatables, then the misnamed") {
  const support::Folder folder;
  for (const char* file : {"10_b.sql", "9_a.down.sql", "9_a.up.sql", "B9__all.sql", "R__v.sql",
                           "notes.sql", "9_.sql", "readme.md"})
    folder.write(file, "");
  CHECK(support::joined(migrate::sql_files_in_order(folder.path().string())) ==
        "9_a.up.sql / 9_a.down.sql / 10_b.sql / B9__all.sql / R__v.sql / 9_.sql / notes.sql");
}
