#pragma once

#include "migrate/history.hpp"
#include "migrate/migration.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// `covered`: a baseline holds it, so that it never runs here.
enum class State { applied, pending, changed, missing, ahead, out_of_order, partial, covered };

/// As in `status`: `out_of_order`.
std::string_view to_text(State state);

/// One migration, seen from the files and from the history; one of both may be absent. Neither is
/// owned.
struct Line {
  State state{State::pending};
  const Migration* file{nullptr};
  const Entry* entry{nullptr};

  [[nodiscard]] Kind kind() const { return file ? file->kind : entry->kind; }
  [[nodiscard]] const Version& version() const { return file ? file->version : entry->version; }
  [[nodiscard]] const std::string& name() const { return file ? file->name : entry->name; }
  [[nodiscard]] std::string label() const { return label_of(kind(), version(), name()); }
  /// Recorded and complete.
  [[nodiscard]] bool applied() const { return entry != nullptr && !entry->progress; }
};

/// Where a database stands: every migration that the files or the history know. First those with a
/// version, in order, then the repeatables of the files by name.
struct Standing {
  std::vector<Line> lines{};
  std::vector<Line> repeatables{};

  [[nodiscard]] std::size_t count(State state) const;
  /// Everything that is recorded and complete, whatever became of its file.
  [[nodiscard]] std::size_t applied() const;
  /// The newest version that is recorded and complete; null if there is none.
  [[nodiscard]] const Version* current() const;
  /// The newest version of the files; null if there is none.
  [[nodiscard]] const Version* head() const;
  /// The newest version that is recorded, complete or not; null if there is none.
  [[nodiscard]] const Version* newest_recorded() const;
};

/// Compares both, each in the order of its versions with the repeatables last. Keeps pointers into
/// both.
Standing take_stock(std::span<const Migration> files, std::span<const Entry> history);

}  // namespace migrate
