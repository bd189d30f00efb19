#include "base/file.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "support/caught.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <utility>

namespace {

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) >= 0;
}

}  // namespace

TEST_CASE("file: a whole file is read, NUL bytes too") {
  const support::Folder folder;
  const std::string content("one\0two\n", 8);
  folder.write("a.sql", content);
  CHECK(base::read_file(folder / "a.sql") == content);
}

TEST_CASE("file: a file larger than a piece is read to its end") {
  const support::Folder folder;
  const std::string content(200'000, 'x');
  folder.write("a.sql", content);
  CHECK(base::read_file(folder / "a.sql") == content);
}

TEST_CASE("file: an empty file is read as nothing") {
  const support::Folder folder;
  folder.write("a.sql", "");
  CHECK(base::read_file(folder / "a.sql").empty());
}

TEST_CASE("file: a file that only says that it is empty is read") {
  CHECK_FALSE(base::read_file("/proc/self/status").empty());
}

TEST_CASE("file: a missing file is an unusable migration, and named") {
  const support::Folder folder;
  const base::Error error = support::caught([&] { base::read_file(folder / "a.sql"); });
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline ==
        "cannot read \"" + (folder / "a.sql") + "\": No such file or directory");
}

TEST_CASE("file: a folder in a file's place cannot be read") {
  const support::Folder folder;
  const base::Error error = support::caught([&] { base::read_file(folder.path()); });
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline.ends_with("is not a regular file"));
}

TEST_CASE("file: a descriptor is closed at the end, once") {
  int fd = -1;
  {
    base::Descriptor first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    fd = first.get();
    const base::Descriptor second(std::move(first));
    CHECK(second.get() == fd);
    CHECK(is_open(fd));
  }
  CHECK_FALSE(is_open(fd));
}
