#include "entrypoint/hand_over.hpp"

#include "unit/settings_world.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

namespace {

using Words = std::vector<std::string>;

/// As execve takes it.
std::vector<char*> pointers(Words& words) {
  std::vector<char*> all;
  for (std::string& word : words)
    all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

Words kept(Words environment, const Words& drop_env) {
  const std::vector<char*> before = pointers(environment);
  const std::vector<char*> after = entrypoint::application_environment(before.data(), drop_env);
  REQUIRE(after.back() == nullptr);
  return {after.begin(), after.end() - 1};
}

}  // namespace

TEST_CASE("hand over: only variables of migrexec are taken out, the order is kept") {
  CHECK(kept({"Z=1", "MIGREXEC_DATABASE_URL=x", "DATABASE_URL=y", "PGPASSWORD=z", "A=="}, {}) ==
        Words{"Z=1", "DATABASE_URL=y", "PGPASSWORD=z", "A=="});
}

TEST_CASE("hand over: the names to drop are whole names") {
  CHECK(kept({"SECRET=1", "SECRET_TWO=2", "SECRET=3", "odd"}, {"SECRET"}) ==
        Words{"SECRET_TWO=2", "odd"});
}

TEST_CASE("hand over: an empty environment stays empty") {
  CHECK(kept({}, {"A"}).empty());
}

TEST_CASE("hand over: a program that is gone is 127, after the signals were restored") {
  int restored = 0;
  const std::vector<char*> environment{nullptr};
  const std::string words = unit::complaint([&] {
    entrypoint::hand_over("/nowhere/app", {"app"}, environment, [&] { ++restored; },
                          {"the migrations are applied"});
  });
  CHECK(words ==
        "127 cannot execute \"/nowhere/app\": No such file or directory\n"
        "note: the migrations are applied\n");
  CHECK(restored == 1);
}

TEST_CASE("hand over: a program that the kernel refuses is 126") {
  const unit::Folder folder;
  const std::string program = folder.program("app", "text");
  const std::vector<char*> environment{nullptr};
  const std::string words =
      unit::complaint([&] { entrypoint::hand_over(program, {"app"}, environment, [] {}, {}); });
  CHECK(words.starts_with("126 cannot execute \"" + program + "\": Exec format error\n"));
}
