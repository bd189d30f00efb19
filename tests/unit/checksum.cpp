#include "base/checksum.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>
#include <vector>

namespace {

std::string of_pieces(const std::vector<std::string_view>& pieces) {
  base::Checksum checksum;
  for (const std::string_view piece : pieces)
    checksum.add(piece);
  return checksum.hex();
}

}  // namespace

TEST_CASE("checksum: it is SHA-256 in lower case hex") {
  CHECK(base::checksum_of("") ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(base::checksum_of("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("checksum: CRLF counts as LF") {
  CHECK(base::checksum_of("a\r\nb\r\n") == base::checksum_of("a\nb\n"));
}

TEST_CASE("checksum: CRLF counts as LF when it is cut in two") {
  CHECK(of_pieces({"a\r", "\nb"}) == base::checksum_of("a\nb"));
  CHECK(of_pieces({"a\r", "", "\nb"}) == base::checksum_of("a\nb"));
}

TEST_CASE("checksum: a lone CR stays") {
  CHECK(base::checksum_of("a\rb") != base::checksum_of("ab"));
  CHECK(base::checksum_of("a\rb") != base::checksum_of("a\nb"));
  CHECK(of_pieces({"a\r", "b"}) == base::checksum_of("a\rb"));
}

TEST_CASE("checksum: a CR at the very end stays") {
  CHECK(base::checksum_of("a\r") != base::checksum_of("a"));
  CHECK(of_pieces({"a", "\r"}) == base::checksum_of("a\r"));
}

TEST_CASE("checksum: of two CRs before an LF one stays") {
  CHECK(base::checksum_of("\r\r\n") == of_pieces({"\r", "\r", "\n"}));
  CHECK(base::checksum_of("\r\r\n") != base::checksum_of("\n"));
}

TEST_CASE("checksum: it doesn't matter where the text is cut") {
  CHECK(of_pieces({"SELECT", " 1", "\r\n", ";"}) == base::checksum_of("SELECT 1\n;"));
}
