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

namespace migrate {
namespace {

State state_of(const Migration& file, const Entry& entry) {
  if (entry.progress) return State::partial;
  return entry.checksum == file.checksum ? State::applied : State::changed;
}

State state_without_entry(const Migration& file, std::span<const Entry> history) {
  const bool newer_is_applied = !history.empty() && file.version < history.back().version;
  return newer_is_applied ? State::out_of_order : State::pending;
}

State state_without_file(const Entry& entry, std::span<const Migration> files) {
  if (entry.progress) return State::partial;
  const bool newer_file = !files.empty() && entry.version < files.back().version;
  return newer_file ? State::missing : State::ahead;
}

}  // namespace

std::string_view to_text(State state) {
  constexpr std::array<std::string_view, 7> names{"applied", "pending",      "changed", "missing",
                                                  "ahead",   "out_of_order", "partial"};
  return names.at(static_cast<std::size_t>(state));
}

std::size_t Standing::count(State state) const {
  return static_cast<std::size_t>(std::ranges::count(lines, state, &Line::state));
}

std::size_t Standing::applied() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      lines, [](const Line& line) { return line.entry != nullptr && !line.entry->progress; }));
}

const Version* Standing::current() const {
  for (const Line& line : lines | std::views::reverse) {
    if (line.entry != nullptr && !line.entry->progress) return &line.entry->version;
  }
  return nullptr;
}

const Version* Standing::head() const {
  for (const Line& line : lines | std::views::reverse) {
    if (line.file != nullptr) return &line.file->version;
  }
  return nullptr;
}

Standing take_stock(std::span<const Migration> files, std::span<const Entry> history) {
  Standing standing;
  auto file = files.begin();
  auto entry = history.begin();
  while (file != files.end() || entry != history.end()) {
    const bool file_first =
        entry == history.end() || (file != files.end() && file->version < entry->version);
    const bool entry_first =
        file == files.end() || (entry != history.end() && entry->version < file->version);
    if (file_first) {
      standing.lines.push_back({state_without_entry(*file, history), &*file, nullptr});
    } else if (entry_first) {
      standing.lines.push_back({state_without_file(*entry, files), nullptr, &*entry});
    } else {
      standing.lines.push_back({state_of(*file, *entry), &*file, &*entry});
    }
    if (!entry_first) ++file;
    if (!file_first) ++entry;
  }
  return standing;
}

}  // namespace migrate
