#include "migrate/sum_file.hpp"

#include "base/checksum.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "base/new_file.hpp"
#include "migrate/file_name.hpp"
#include "migrate/migration.hpp"
#include "migrate/text_source.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace migrate {
namespace {

namespace fs = std::filesystem;
using Difference = SumDifference::Kind;

constexpr std::size_t hex_digits = 64;
constexpr std::string_view separator = "  ";

std::string path_in(const std::string& directory, std::string_view file) {
  return (fs::path(directory) / file).string();
}

std::string checksum_of_file(const std::string& path) {
  const Script script{.path = path};
  TextSource source(script);
  std::array<char, 65536> piece{};
  while (source.read(piece) > 0) {
  }
  return source.checksum();
}

bool is_hex(std::string_view text) {
  return text.size() == hex_digits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_conflict_mark(std::string_view line) {
  constexpr std::array<std::string_view, 4> marks{"<<<<<<<", "|||||||", "=======", ">>>>>>>"};
  return std::ranges::any_of(marks, [&](std::string_view mark) { return line.starts_with(mark); });
}

std::optional<Sum> sum_in(std::string_view line) {
  if (line.size() <= hex_digits + separator.size() || !is_hex(line.substr(0, hex_digits)) ||
      line.substr(hex_digits, separator.size()) != separator)
    return std::nullopt;
  return Sum{.file = std::string(line.substr(hex_digits + separator.size())),
             .checksum = std::string(line.substr(0, hex_digits))};
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// What a sum file says.
struct Written {
  std::string total{};
  std::vector<Sum> sums{};
  std::vector<SumDifference> faults{};
};

Written parse(std::span<const std::string_view> lines) {
  Written written;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto sum = sum_in(lines[i]);
    if (i == 0 && is_hex(lines[i])) {
      written.total = lines[i];
    } else if (sum && seen.insert(sum->file).second) {
      written.sums.push_back(*sum);
    } else {
      written.faults.push_back(
          {.kind = Difference::malformed, .line = i + 1, .text = std::string(lines[i])});
    }
  }
  return written;
}

std::string lines_text(std::span<const Sum> sums) {
  std::string text;
  for (const Sum& sum : sums)
    text.append(sum.checksum).append(separator).append(sum.file).append("\n");
  return text;
}

using ByFile = std::map<std::string_view, std::string_view>;

ByFile by_file(std::span<const Sum> sums) {
  ByFile checksums;
  for (const Sum& sum : sums)
    checksums.emplace(sum.file, sum.checksum);
  return checksums;
}

/// The files of `sums` that the other side has too, in order.
std::vector<std::string> common(std::span<const Sum> sums, const ByFile& others) {
  std::vector<std::string> files;
  for (const Sum& sum : sums) {
    if (others.contains(sum.file)) files.push_back(sum.file);
  }
  return files;
}

void compare_files(const Written& written, std::span<const Sum> sums,
                   std::vector<SumDifference>& differences) {
  const ByFile before = by_file(written.sums);
  const ByFile now = by_file(sums);
  for (const Sum& sum : sums) {
    const auto known = before.find(sum.file);
    if (known == before.end()) {
      differences.push_back({.kind = Difference::added, .file = sum.file});
    } else if (known->second != sum.checksum) {
      differences.push_back({.kind = Difference::changed, .file = sum.file});
    }
  }
  for (const Sum& sum : written.sums) {
    if (!now.contains(sum.file))
      differences.push_back({.kind = Difference::removed, .file = sum.file});
  }
  const auto order_before = common(written.sums, now);
  const auto order_now = common(sums, before);
  const auto [here, there] = std::ranges::mismatch(order_now, order_before);
  if (here != order_now.end()) differences.push_back({.kind = Difference::order, .file = *here});
}

}  // namespace

std::vector<Sum> sums_of(const std::string& directory) {
  std::vector<Sum> sums;
  for (const std::string& file : sql_files_in_order(directory)) {
    if (file.find('\n') != std::string::npos)
      throw base::Error(
          base::Exit::migrations_unusable,
          {.headline = "\"" + path_in(directory, file) + "\" has a line end in its name",
           .helps = {"rename the file"}});
    sums.push_back({.file = file, .checksum = checksum_of_file(path_in(directory, file))});
  }
  return sums;
}

std::string sum_text(std::span<const Sum> sums) {
  const std::string lines = lines_text(sums);
  return base::checksum_of(lines) + "\n" + lines;
}

std::vector<SumDifference> compare_sums(std::string_view text, std::span<const Sum> sums) {
  const std::vector<std::string_view> lines = lines_of(text);
  const auto mark = std::ranges::find_if(lines, is_conflict_mark);
  if (mark != lines.end())
    return {{.kind = Difference::merge_conflict,
             .line = static_cast<std::size_t>(mark - lines.begin()) + 1,
             .text = std::string(*mark)}};
  const Written written = parse(lines);
  std::vector<SumDifference> differences = written.faults;
  compare_files(written, sums, differences);
  const bool total_stands = written.total == base::checksum_of(lines_text(written.sums));
  // Lines that are none are reason enough.
  if (written.faults.empty() && !total_stands) differences.push_back({.kind = Difference::total});
  return differences;
}

std::optional<std::vector<SumDifference>> verify_sum_file(const std::string& directory) {
  const std::string path = path_in(directory, sum_file_name);
  std::error_code ignored;
  if (fs::status(path, ignored).type() == fs::file_type::not_found) return std::nullopt;
  return compare_sums(base::read_file(path), sums_of(directory));
}

void write_sum_file(const std::string& directory) {
  base::replace_file(path_in(directory, sum_file_name), sum_text(sums_of(directory)));
}

}  // namespace migrate
