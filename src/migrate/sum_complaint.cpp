#include "base/diagnostic.hpp"
#include "base/utf8.hpp"
#include "migrate/sum_file.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace migrate {
namespace {

using Kind = SumDifference::Kind;

/// More would hide the rest of the message.
constexpr std::size_t most_notes = 10;

std::string in_words(const SumDifference& difference) {
  const std::string file = "\"" + difference.file + "\"";
  switch (difference.kind) {
    case Kind::added:
      return file + " is in the directory only";
    case Kind::removed:
      return file + " is in the sum file only";
    case Kind::changed:
      return file + " was changed";
    case Kind::order:
      return "the files follow each other otherwise, beginning with " + file;
    case Kind::total:
      return "its first line is not the sum of the others: it was edited by hand";
    case Kind::malformed:
    case Kind::merge_conflict:
      break;
  }
  return "line " + std::to_string(difference.line) + " is no checksum with the name of a file";
}

base::Place place_of(const std::string& path, const SumDifference& difference) {
  return {.file = path,
          .line = difference.line,
          .text = difference.text,
          .length = std::max<std::size_t>(1, base::code_points(difference.text)),
          .label = "here"};
}

base::Diagnostic merge_conflict(const std::string& path, const SumDifference& difference) {
  return {.headline = "\"" + path + "\" holds a merge conflict",
          .place = place_of(path, difference),
          .notes = {"two branches changed the migrations; the versions say which run first"},
          .helps = {"give your own migrations newer versions if they must run last: migrexec "
                    "renumber",
                    "then write the sums anew: migrexec check --write-sum"}};
}

}  // namespace

base::Diagnostic sum_complaint(const std::string& directory,
                               std::span<const SumDifference> differences) {
  const std::string path = (std::filesystem::path(directory) / sum_file_name).string();
  const SumDifference& first = differences.front();
  if (first.kind == Kind::merge_conflict) return merge_conflict(path, first);
  base::Diagnostic diagnostic{.headline = "the migrations are not those of \"" + path + "\""};
  if (first.kind == Kind::malformed) diagnostic.place = place_of(path, first);
  for (const SumDifference& difference :
       differences.first(std::min(most_notes, differences.size())))
    diagnostic.notes.push_back(in_words(difference));
  if (differences.size() > most_notes)
    diagnostic.notes.push_back("and " + std::to_string(differences.size() - most_notes) + " more");
  diagnostic.helps.emplace_back("if they are as they should be: migrexec check --write-sum");
  return diagnostic;
}

}  // namespace migrate
