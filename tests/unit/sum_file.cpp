#include "migrate/sum_file.hpp"

#include "base/checksum.hpp"
#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "support/caught.hpp"
#include "support/folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>
#include <vector>

using migrate::Sum;
using migrate::SumDifference;
using Kind = migrate::SumDifference::Kind;

namespace {

const std::string zeros(64, '0');
const std::string ones(64, '1');
const std::vector<Sum> two{{"1_a.sql", zeros}, {"2_b.sql", ones}};

/// The differences' kinds and files, in order.
std::string told(std::string_view text, const std::vector<Sum>& sums) {
  std::vector<std::string> lines;
  for (const SumDifference& difference : migrate::compare_sums(text, sums)) {
    constexpr const char* names[] = {"added", "removed",   "changed", "order",
                                     "total", "malformed", "conflict"};
    std::string line = names[static_cast<int>(difference.kind)];
    if (!difference.file.empty()) line += " " + difference.file;
    if (difference.line != 0) line += " " + std::to_string(difference.line);
    lines.push_back(line);
  }
  return support::joined(lines);
}

/// The text with its first line put right.
std::string with_total(const std::string& lines) {
  return base::checksum_of(lines) + "\n" + lines;
}

std::string names(const std::vector<Sum>& sums) {
  std::vector<std::string> lines;
  lines.reserve(sums.size());
  for (const Sum& sum : sums)
    lines.push_back(sum.file);
  return support::joined(lines);
}

}  // namespace

TEST_CASE("sum_file: its text is a total and a line for each file") {
  const std::string lines = zeros + "  1_a.sql\n" + ones + "  2_b.sql\n";
  CHECK(migrate::sum_text(two) == base::checksum_of(lines) + "\n" + lines);
}

TEST_CASE("sum_file: what was written does not differ") {
  CHECK(told(migrate::sum_text(two), two).empty());
  CHECK(told(migrate::sum_text({}), {}).empty());
}

TEST_CASE("sum_file: CRLF and a missing last line end don't matter") {
  std::string text = migrate::sum_text(two);
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
    text.insert(at, "\r");
  CHECK(told(text, two).empty());
  CHECK(told(migrate::sum_text(two).substr(0, migrate::sum_text(two).size() - 1), two).empty());
}

TEST_CASE("sum_file: a file that is new, gone or changed") {
  const std::vector<Sum> others{{"1_a.sql", ones}, {"3_c.sql", ones}};
  CHECK(told(migrate::sum_text(two), others) ==
        "changed 1_a.sql / added 3_c.sql / removed 2_b.sql");
}

TEST_CASE("sum_file: files in another order") {
  const std::vector<Sum> turned{two[1], two[0]};
  CHECK(told(migrate::sum_text(turned), two) == "order 1_a.sql");
}

TEST_CASE("sum_file: a new file in the middle is no other order") {
  const std::vector<Sum> three{two[0], {"1_b.sql", ones}, two[1]};
  CHECK(told(migrate::sum_text(two), three) == "added 1_b.sql");
}

TEST_CASE("sum_file: a total that is not that of the lines") {
  std::string text = migrate::sum_text(two);
  text.replace(0, 64, zeros);
  CHECK(told(text, two) == "total");
  CHECK(told("", {}) == "total");
}

TEST_CASE("sum_file: lines that are none, and a file twice") {
  const std::string lines = zeros + "  1_a.sql\nhello\n" + ones + " 2_b.sql\n" + zeros +
                            "  1_a.sql\n" + ones + "  2_b.sql\n";
  CHECK(told(with_total(lines), two) == "malformed 3 / malformed 4 / malformed 5");
  CHECK(told(lines.substr(0, lines.find('\n') + 1), {two[0]}) == "total");
}

TEST_CASE("sum_file: of a merge conflict nothing else is said") {
  const std::string text = "<<<<<<< HEAD\n" + zeros + "\n=======\n" + ones + "\n>>>>>>> other\n";
  CHECK(told(text, two) == "conflict 1");
  CHECK(told(zeros + "\n<<<<<<< HEAD\n", two) == "conflict 2");
}

TEST_CASE("sum_file: the order is that of versions, up before down, then the others") {
  const support::Folder folder;
  for (const char* name :
       {"R__views.sql", "B3__base.sql", "10_c.up.sql", "10_c.down.sql", "9_b.sql", "002_a.down.sql",
        "002_a.up.sql", "R__a b.sql", "README.md", "20_d.txt"})
    folder.write(name, "");
  CHECK(names(migrate::sums_of(folder.path().string())) ==
        "002_a.up.sql / 002_a.down.sql / 9_b.sql / 10_c.up.sql / 10_c.down.sql / B3__base.sql / "
        "R__a b.sql / R__views.sql");
}

TEST_CASE("sum_file: checksums are those of the text, whatever its line ends") {
  const support::Folder folder;
  folder.write("1_a.sql", "\xEF\xBB\xBFSELECT 1;\r\n");
  CHECK(migrate::sums_of(folder.path().string()) ==
        std::vector<Sum>{{"1_a.sql", base::checksum_of("SELECT 1;\n")}});
}

TEST_CASE("sum_file: a directory without one has none to verify") {
  const support::Folder folder;
  CHECK_FALSE(migrate::verify_sum_file(folder.path().string()).has_value());
}

TEST_CASE("sum_file: written, verified, and written anew after a change") {
  const support::Folder folder;
  const std::string directory = folder.path().string();
  folder.write("1_a.sql", "SELECT 1;");
  migrate::write_sum_file(directory);
  CHECK(migrate::verify_sum_file(directory).value().empty());
  folder.write("1_a.sql", "SELECT 2;");
  CHECK(migrate::verify_sum_file(directory).value() ==
        std::vector<SumDifference>{{.kind = Kind::changed, .file = "1_a.sql"}});
  migrate::write_sum_file(directory);
  CHECK(migrate::verify_sum_file(directory).value().empty());
}

TEST_CASE("sum_file: a file with a line end in its name can't be in it") {
  const support::Folder folder;
  folder.write("1_a\nb.sql", "");
  const base::Error error =
      support::caught([&] { (void)migrate::sums_of(folder.path().string()); });
  CHECK(error.exit() == base::Exit::migrations_unusable);
  CHECK(error.diagnostic().headline.ends_with("has a line end in its name"));
}

TEST_CASE("sum_file: what check says of differences") {
  const base::Diagnostic said = migrate::sum_complaint(
      "m", std::vector<SumDifference>{{.kind = Kind::added, .file = "3_c.sql"},
                                      {.kind = Kind::removed, .file = "2_b.sql"},
                                      {.kind = Kind::changed, .file = "1_a.sql"},
                                      {.kind = Kind::order, .file = "9_x.sql"},
                                      {.kind = Kind::total}});
  CHECK(said == base::Diagnostic{
                    .headline = "the migrations are not those of \"m/migrexec.sum\"",
                    .notes = {"\"3_c.sql\" is in the directory only",
                              "\"2_b.sql\" is in the sum file only", "\"1_a.sql\" was changed",
                              "the files follow each other otherwise, beginning with \"9_x.sql\"",
                              "its first line is not the sum of the others: it was edited by hand"},
                    .helps = {"if they are as they should be: migrexec check --write-sum"}});
}

TEST_CASE("sum_file: a malformed line is shown at its place") {
  const auto differences = migrate::compare_sums(with_total("hell\xC3\xB6\n"), {});
  const base::Diagnostic said = migrate::sum_complaint("m", differences);
  CHECK(said.place == base::Place{.file = "m/migrexec.sum",
                                  .line = 2,
                                  .text = "hell\xC3\xB6",
                                  .length = 5,
                                  .label = "here"});
  CHECK(support::joined(said.notes) == "line 2 is no checksum with the name of a file");
}

TEST_CASE("sum_file: a merge conflict is said plainly") {
  const auto differences = migrate::compare_sums("<<<<<<< HEAD\n", {});
  const base::Diagnostic said = migrate::sum_complaint("m", differences);
  CHECK(said.headline == "\"m/migrexec.sum\" holds a merge conflict");
  CHECK(said.place.value().line == 1);
  CHECK(said.helps.back() == "then write the sums anew: migrexec check --write-sum");
}

TEST_CASE("sum_file: of very many differences the first are told") {
  const std::vector<SumDifference> many(25, {.kind = Kind::added, .file = "1_a.sql"});
  const base::Diagnostic said = migrate::sum_complaint("m", many);
  CHECK(said.notes.size() == 11);
  CHECK(said.notes.back() == "and 15 more");
}
