#include "migrate/renumber.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "migrate/version.hpp"
#include "support/caught.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using migrate::Numbering;
using migrate::Renaming;
using migrate::Version;

namespace {

using Names = std::vector<std::string>;
using Renamings = std::vector<Renaming>;

const auto now = std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) + std::chrono::hours(3);

std::string told(const Renamings& renamings) {
  Names lines;
  for (const Renaming& renaming : renamings)
    lines.push_back(renaming.from + " -> " + renaming.to);
  return support::joined(lines);
}

}  // namespace

TEST_CASE("renumber: pending files get versions above all others, in their order") {
  const Names files{"1_a.sql",    "2_b.up.sql",  "2_b.down.sql",
                    "10_c d.sql", "11_e.up.sql", "R__v.sql"};
  CHECK(told(migrate::plan_renumbering(files, {Version("10"), Version("2")}, now,
                                       Numbering::sequential)) ==
        "2_b.up.sql -> 12_b.up.sql / 2_b.down.sql -> 12_b.down.sql / 10_c d.sql -> 13_c d.sql");
}

TEST_CASE("renumber: versions by time begin with now") {
  CHECK(told(migrate::plan_renumbering(Names{"20250101000000_a.sql", "20250201000000_b.sql"},
                                       {Version("20250101000000"), Version("20250201000000")}, now,
                                       Numbering::by_time)) ==
        "20250101000000_a.sql -> 20260102030000_a.sql / "
        "20250201000000_b.sql -> 20260102030001_b.sql");
}

TEST_CASE("renumber: a version without a file renames nothing") {
  CHECK(migrate::plan_renumbering(Names{"1_a.sql"}, {Version("7")}, now, Numbering::sequential)
            .empty());
}

TEST_CASE("renumber: the files have their new names") {
  const support::Folder folder;
  folder.write("1_a.sql", "A");
  folder.write("2_b.sql", "B");
  migrate::rename_files(folder.path().string(),
                        Renamings{{"1_a.sql", "3_a.sql"}, {"2_b.sql", "4_b.sql"}});
  CHECK(base::read_file(folder / "3_a.sql") == "A");
  CHECK(base::read_file(folder / "4_b.sql") == "B");
  CHECK_FALSE(std::filesystem::exists(folder / "1_a.sql"));
}

TEST_CASE("renumber: if one can't be renamed, none is") {
  const support::Folder folder;
  folder.write("1_a.sql", "A");
  folder.write("2_b.sql", "B");
  folder.write("4_b.sql", "mine");
  const base::Error error = support::caught([&] {
    migrate::rename_files(folder.path().string(),
                          Renamings{{"1_a.sql", "3_a.sql"}, {"2_b.sql", "4_b.sql"}});
  });
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline == "cannot rename \"2_b.sql\" to \"4_b.sql\": File exists");
  CHECK(support::joined(error.diagnostic().notes) == "no file was renamed");
  CHECK(base::read_file(folder / "1_a.sql") == "A");
  CHECK(base::read_file(folder / "4_b.sql") == "mine");
  CHECK_FALSE(std::filesystem::exists(folder / "3_a.sql"));
}
