#pragma once

#include "base/diagnostic.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// Fixes the names, the order and the content of a migrations directory. Two branches that both
/// add a migration conflict in it, in version control and not in production.
constexpr std::string_view sum_file_name = "migrexec.sum";

/// One of its lines.
struct Sum {
  std::string file{};
  /// Of the text with LF and without byte order mark.
  std::string checksum{};

  bool operator==(const Sum&) const = default;
};

/// Where what it says and what is there differ.
struct SumDifference {
  enum class Kind {
    /// In the directory only.
    added,
    /// In the sum file only.
    removed,
    changed,
    /// Files follow each other otherwise; this is the first.
    order,
    /// The first line is not the sum of the others: it was edited by hand.
    total,
    /// A line that is none, or a second one for a file.
    malformed,
    /// Git's marks of a merge that nobody has finished.
    merge_conflict,
  };
  Kind kind{Kind::added};
  std::string file{};
  /// Of the sum file, from one, and its text; for malformed and merge_conflict.
  std::size_t line{0};
  std::string text{};

  bool operator==(const SumDifference&) const = default;
};

/// All .sql files of a directory in order: versions, up before down; then baselines, then
/// repeatable ones. Throws Error with migrations_unusable for a file that can't be read or is no
/// text.
std::vector<Sum> sums_of(const std::string& directory);

/// The sum file's text.
std::string sum_text(std::span<const Sum> sums);

/// How a sum file's text and a directory differ; empty: not at all. Of a text with a merge conflict
/// nothing else is said.
std::vector<SumDifference> compare_sums(std::string_view text, std::span<const Sum> sums);

/// The same with the sum file of a directory; nothing if it has none. Throws as sums_of() does.
std::optional<std::vector<SumDifference>> verify_sum_file(const std::string& directory);

/// Writes it anew; throws as sums_of() and base::replace_file() do.
void write_sum_file(const std::string& directory);

/// What `check` says of differences, of which there are some.
base::Diagnostic sum_complaint(const std::string& directory,
                               std::span<const SumDifference> differences);

}  // namespace migrate
