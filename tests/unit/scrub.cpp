#include "entrypoint/scrub.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

namespace {

using Words = std::vector<std::string>;

Words scrubbed(Words words) {
  std::vector<char*> arguments;
  for (std::string& word : words)
    arguments.push_back(word.data());
  entrypoint::scrub_password(static_cast<int>(arguments.size()), arguments.data());
  return words;
}

}  // namespace

TEST_CASE("scrub: the password of a URL is overwritten in both spellings") {
  CHECK(scrubbed({"migrexec", "--database-url", "postgres://a:s3cret@db"}) ==
        Words{"migrexec", "--database-url", "postgres://a:******@db"});
  CHECK(scrubbed({"migrexec", "--database-url=postgres://a:s3cret@db"}) ==
        Words{"migrexec", "--database-url=postgres://a:******@db"});
}

TEST_CASE("scrub: the application's arguments are untouched") {
  const Words words{"migrexec", "--", "app", "--database-url=postgres://a:s3cret@db"};
  CHECK(scrubbed(words) == words);
}

TEST_CASE("scrub: other arguments are untouched") {
  const Words words{"migrexec", "--database-url-from", "DB_URL", "--database-url"};
  CHECK(scrubbed(words) == words);
}

TEST_CASE("public word: a password becomes stars") {
  CHECK(entrypoint::public_word("postgres://a:s3cret@db?password=x") ==
        "postgres://a:***@db?password=***");
  CHECK(entrypoint::public_word("5x") == "5x");
}
