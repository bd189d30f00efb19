#include "base/new_file.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "base/utc.hpp"
#include "support/caught.hpp"
#include "support/folder.hpp"
#include "support/unprivileged.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <iterator>
#include <ostream>  // IWYU pragma: keep
#include <string>

namespace {

mode_t mode_of(const std::string& path) {
  struct stat status{};
  ::stat(path.c_str(), &status);
  return status.st_mode & 07777U;
}

std::ptrdiff_t files_in(const support::Folder& folder) {
  return std::distance(std::filesystem::directory_iterator(folder.path()), {});
}

}  // namespace

TEST_CASE("new_file: a file is made") {
  const support::Folder folder;
  base::create_file(folder / "a.sql", "SELECT 1;\n");
  CHECK(base::read_file(folder / "a.sql") == "SELECT 1;\n");
}

TEST_CASE("new_file: one that is there is not touched") {
  const support::Folder folder;
  folder.write("a.sql", "old");
  const base::Error error = support::caught([&] { base::create_file(folder / "a.sql", "new"); });
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline == "cannot write \"" + (folder / "a.sql") + "\": File exists");
  CHECK(base::read_file(folder / "a.sql") == "old");
}

TEST_CASE("new_file: a file is replaced, its mode stays, and nothing else is left") {
  const support::Folder folder;
  folder.write("a", "old, and longer");
  ::chmod((folder / "a").c_str(), 0640);
  base::replace_file(folder / "a", "new");
  CHECK(base::read_file(folder / "a") == "new");
  CHECK(mode_of(folder / "a") == 0640);
  CHECK(files_in(folder) == 1);
}

TEST_CASE("new_file: one that was not there can be read by all") {
  const support::Folder folder;
  base::replace_file(folder / "a", "new");
  CHECK(mode_of(folder / "a") == 0644);
}

TEST_CASE("new_file: without the right to write it is said who lacks it") {
  const support::Folder folder;
  folder.write("a", "old");
  const support::Unprivileged nobody;
  ::chmod(folder.path().c_str(), 0555);
  for (const base::Error& error :
       {support::caught([&] { base::create_file(folder / "b", ""); }),
        support::caught([&] { base::replace_file(folder / "a", "new"); })}) {
    CHECK(error.exit() == base::Exit::refused);
    CHECK(error.diagnostic().headline.ends_with("\": Permission denied"));
    CHECK(support::joined(error.diagnostic().helps) ==
          "let the user of this process (uid " + std::to_string(::geteuid()) + ") write in \"" +
              folder.path().string() + "\"");
  }
  CHECK(base::read_file(folder / "a") == "old");
}

TEST_CASE("new_file: without the folder it is an error of input and output") {
  const support::Folder folder;
  const base::Error error = support::caught([&] { base::create_file(folder / "x/a", ""); });
  CHECK(error.exit() == base::Exit::io);
  CHECK(error.diagnostic().headline.ends_with("\": No such file or directory"));
}

TEST_CASE("new_file: a folder in its place is not replaced, and nothing else is left") {
  const support::Folder folder;
  std::filesystem::create_directory(folder.path() / "a");
  CHECK(support::caught([&] { base::replace_file(folder / "a", ""); }).exit() == base::Exit::io);
  CHECK(files_in(folder) == 1);
}

TEST_CASE("utc: the digits of a time") {
  const auto time = std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) +
                    std::chrono::seconds(3 * 3600 + 4 * 60 + 5);
  CHECK(base::utc_digits(time) == "20260102030405");
}
