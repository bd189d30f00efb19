#include "migrate/text_source.hpp"

#include "base/checksum.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "migrate/migration.hpp"
#include "support/caught.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>

namespace {

/// Reads a text to its end in pieces of `size`.
std::string checksum_of_file(std::string_view text, std::size_t size = 4096) {
  const support::Folder folder;
  folder.write("a.sql", text);
  const migrate::Script script{.path = folder / "a.sql"};
  migrate::TextSource source(script);
  std::string room(size, ' ');
  while (source.read(room) > 0) {
  }
  return source.checksum();
}

base::Error refusal(std::string_view text, std::size_t size = 4096) {
  return support::caught([&] { checksum_of_file(text, size); });
}

}  // namespace

TEST_CASE("text_source: the checksum is the text's") {
  CHECK(checksum_of_file("SELECT 1;\n") == base::checksum_of("SELECT 1;\n"));
}

TEST_CASE("text_source: a byte order mark and CRLF don't change the checksum") {
  CHECK(checksum_of_file("\xEF\xBB\xBFSELECT 1;\r\n") == base::checksum_of("SELECT 1;\n"));
}

TEST_CASE("text_source: a byte order mark elsewhere is text") {
  CHECK(checksum_of_file("a\xEF\xBB\xBF") != base::checksum_of("a"));
}

TEST_CASE("text_source: it doesn't matter how the text is read") {
  CHECK(checksum_of_file("a\r\nb\xC3\xA4\r\n", 1) == base::checksum_of("a\nb\xC3\xA4\n"));
}

TEST_CASE("text_source: an empty file and one with a byte order mark only are the same") {
  CHECK(checksum_of_file("") == base::checksum_of(""));
  CHECK(checksum_of_file("\xEF\xBB\xBF") == base::checksum_of(""));
}

TEST_CASE("text_source: a byte that is not UTF-8 is shown at its place") {
  const base::Error error = refusal("SELECT 1;\n-- gr\xFC\xDF\n");
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline.ends_with("a.sql\" is not UTF-8 text"));
  CHECK(support::where(error) == "a.sql:2:6");
}

TEST_CASE("text_source: a character that the end cuts off is not UTF-8") {
  CHECK(support::where(refusal("ab\xC3")) == "a.sql:1:3");
}

TEST_CASE("text_source: a character that two pieces share is UTF-8") {
  CHECK(checksum_of_file("ab\xC3\xA4", 3) == base::checksum_of("ab\xC3\xA4"));
}

TEST_CASE("text_source: a NUL byte is refused, as UTF-16 holds them") {
  const base::Error error = refusal(std::string_view("S\0E\0", 4));
  CHECK(error.diagnostic().headline.ends_with("holds a NUL byte"));
  CHECK(support::where(error) == "a.sql:1:2");
}
