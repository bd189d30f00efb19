#include "migrate/standing.hpp"

#include "migrate/history.hpp"
#include "migrate/migration.hpp"
#include "migrate/version.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <ranges>
#include <span>
#include <string_view>
#include <vector>

namespace migrate {
namespace {

using Lines = std::vector<Line>;

State state_of(const Migration& file, const Entry& entry) {
  if (entry.progress) return State::partial;
  if (entry.checksum == file.up.checksum) return State::applied;
  return file.kind == Kind::repeatable ? State::pending : State::changed;
}

/// Baselines come before the migration whose version they have.
bool stands_before(Kind kind, const Version& version, Kind other_kind,
                   const Version& other_version) {
  if (version != other_version) return version < other_version;
  return kind == Kind::baseline && other_kind == Kind::versioned;
}

/// The end of those with a version.
template <typename Range>
std::size_t count_versioned(const Range& range) {
  return static_cast<std::size_t>(
      std::ranges::find(range, Kind::repeatable, &Range::value_type::kind) - range.begin());
}

/// Null if there is none.
template <typename Range>
const Version* newest_baseline(const Range& range) {
  const Version* newest = nullptr;
  for (const auto& one : range) {
    if (one.kind == Kind::baseline) newest = &one.version;
  }
  return newest;
}

/// The migrations with a version, seen from both sides.
class Comparison {
 public:
  Comparison(std::span<const Migration> files, std::span<const Entry> history)
      : files_(files),
        history_(history),
        baseline_file_(newest_baseline(files)),
        baseline_entry_(newest_baseline(history)) {}

  [[nodiscard]] Lines lines() const {
    Lines lines;
    auto file = files_.begin();
    auto entry = history_.begin();
    while (file != files_.end() || entry != history_.end()) {
      if (entry == history_.end() || (file != files_.end() && before(*file, *entry))) {
        lines.push_back({state_of_file(*file), &*file, nullptr});
        ++file;
      } else if (file == files_.end() || before(*entry, *file)) {
        lines.push_back({state_of_entry(*entry), nullptr, &*entry});
        ++entry;
      } else {
        lines.push_back({state_of(*file, *entry), &*file, &*entry});
        ++file;
        ++entry;
      }
    }
    return lines;
  }

 private:
  static bool before(const auto& left, const auto& right) {
    return stands_before(left.kind, left.version, right.kind, right.version);
  }

  /// A baseline is for a fresh database only, and what is in it never runs there.
  [[nodiscard]] State state_of_file(const Migration& file) const {
    const bool fresh = history_.empty();
    if (file.kind == Kind::baseline)
      return fresh && file.version == *baseline_file_ ? State::pending : State::covered;
    const Version* baseline = fresh ? baseline_file_ : baseline_entry_;
    if (baseline != nullptr && file.version <= *baseline) return State::covered;
    return !fresh && file.version < history_.back().version ? State::out_of_order : State::pending;
  }

  [[nodiscard]] State state_of_entry(const Entry& entry) const {
    if (entry.progress) return State::partial;
    if (baseline_file_ != nullptr && entry.version <= *baseline_file_) return State::applied;
    const bool newer_file = !files_.empty() && entry.version < files_.back().version;
    return newer_file ? State::missing : State::ahead;
  }

  std::span<const Migration> files_;
  std::span<const Entry> history_;
  const Version* baseline_file_;
  const Version* baseline_entry_;
};

/// A repeatable whose file is gone is of no interest: what it made may be needed all the same.
Lines repeatables(std::span<const Migration> files, std::span<const Entry> history) {
  Lines lines;
  for (const Migration& file : files) {
    const auto entry = std::ranges::find(history, file.name, &Entry::name);
    if (entry == history.end()) {
      lines.push_back({State::pending, &file, nullptr});
    } else {
      lines.push_back({state_of(file, *entry), &file, &*entry});
    }
  }
  return lines;
}

}  // namespace

std::string_view to_text(State state) {
  constexpr std::array<std::string_view, 8> names{"applied", "pending",      "changed", "missing",
                                                  "ahead",   "out_of_order", "partial", "covered"};
  return names.at(static_cast<std::size_t>(state));
}

std::size_t Standing::count(State state) const {
  return static_cast<std::size_t>(std::ranges::count(lines, state, &Line::state) +
                                  std::ranges::count(repeatables, state, &Line::state));
}

std::size_t Standing::applied() const {
  return static_cast<std::size_t>(std::ranges::count_if(lines, &Line::applied) +
                                  std::ranges::count_if(repeatables, &Line::applied));
}

const Version* Standing::current() const {
  for (const Line& line : lines | std::views::reverse) {
    if (line.applied()) return &line.entry->version;
  }
  return nullptr;
}

const Version* Standing::head() const {
  for (const Line& line : lines | std::views::reverse) {
    if (line.file != nullptr) return &line.file->version;
  }
  return nullptr;
}

const Version* Standing::newest_recorded() const {
  for (const Line& line : lines | std::views::reverse) {
    if (line.entry != nullptr) return &line.entry->version;
  }
  return nullptr;
}

Standing take_stock(std::span<const Migration> files, std::span<const Entry> history) {
  const std::size_t file_count = count_versioned(files);
  const std::size_t entry_count = count_versioned(history);
  const Comparison comparison(files.first(file_count), history.first(entry_count));
  return {.lines = comparison.lines(),
          .repeatables = repeatables(files.subspan(file_count), history.subspan(entry_count))};
}

}  // namespace migrate
