#include "migrate/standing.hpp"

#include "migrate/history.hpp"
#include "migrate/migration.hpp"
#include "migrate/version.hpp"
#include "support/caught.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using migrate::Entry;
using migrate::Migration;
using migrate::Progress;
using migrate::Standing;
using migrate::State;
using migrate::Version;

namespace {

Migration file(const std::string& version) {
  return {.version = Version(version), .name = "f", .up = {.checksum = "same"}};
}

Entry entry(const std::string& version) {
  return {.version = Version(version), .name = "e", .checksum = "same"};
}

Entry half_done(const std::string& version) {
  return {.version = Version(version), .name = "e", .progress = Progress{.statements_done = 1}};
}

/// `version state` of every line.
std::string told(const std::vector<Migration>& files, const std::vector<Entry>& history) {
  std::vector<std::string> lines;
  for (const migrate::Line& line : migrate::take_stock(files, history).lines)
    lines.push_back(line.label() + " " + std::string(to_text(line.state)));
  return support::joined(lines);
}

}  // namespace

TEST_CASE("standing: nothing and nothing is nothing") {
  CHECK(told({}, {}).empty());
}

TEST_CASE("standing: what both know is applied") {
  CHECK(told({file("1")}, {entry("1")}) == "1_f applied");
}

TEST_CASE("standing: one version in two spellings is one migration, spelled as the file does") {
  CHECK(told({file("001")}, {entry("1")}) == "001_f applied");
}

TEST_CASE("standing: a file alone is pending") {
  CHECK(told({file("1"), file("2")}, {entry("1")}) == "1_f applied / 2_f pending");
}

TEST_CASE("standing: a file alone below the newest applied one is out of order") {
  CHECK(told({file("1"), file("2")}, {entry("2")}) == "1_f out_of_order / 2_f applied");
}

TEST_CASE("standing: another checksum means changed") {
  Migration edited = file("1");
  edited.up.checksum = "other";
  CHECK(told({edited}, {entry("1")}) == "1_f changed");
}

TEST_CASE("standing: a row alone below the newest file is missing") {
  CHECK(told({file("2")}, {entry("1"), entry("2")}) == "1_e missing / 2_f applied");
}

TEST_CASE("standing: a row alone above all files is ahead") {
  CHECK(told({file("9")}, {entry("9"), entry("10")}) == "9_f applied / 10_e ahead");
  CHECK(told({}, {entry("1")}) == "1_e ahead");
}

TEST_CASE("standing: an unfinished row is partial, with its file, without, or edited") {
  CHECK(told({file("1")}, {half_done("1")}) == "1_f partial");
  CHECK(told({}, {half_done("1")}) == "1_e partial");
}

TEST_CASE("standing: every state is counted by itself") {
  const std::vector<Migration> files{file("1"), file("2"), file("4")};
  const std::vector<Entry> history{entry("1"), half_done("2"), entry("5"), entry("6")};
  const Standing standing = migrate::take_stock(files, history);
  CHECK(standing.count(State::applied) == 1);
  CHECK(standing.count(State::partial) == 1);
  CHECK(standing.count(State::out_of_order) == 1);
  CHECK(standing.count(State::ahead) == 2);
  CHECK(standing.count(State::pending) == 0);
}

TEST_CASE("standing: complete rows are applied, whatever became of their files") {
  const std::vector<Migration> files{file("2")};
  const std::vector<Entry> history{entry("1"), half_done("2"), entry("3")};
  CHECK(migrate::take_stock(files, history).applied() == 2);
}

TEST_CASE("standing: current is the newest complete row, head the newest file") {
  const std::vector<Migration> files{file("1"), file("7")};
  const std::vector<Entry> history{entry("1"), entry("3"), half_done("4")};
  const Standing standing = migrate::take_stock(files, history);
  CHECK(standing.current()->text() == "3");
  CHECK(standing.head()->text() == "7");
}

TEST_CASE("standing: a database and a folder without migrations have no current and no head") {
  const Standing standing = migrate::take_stock({}, {});
  CHECK(standing.current() == nullptr);
  CHECK(standing.head() == nullptr);
}
