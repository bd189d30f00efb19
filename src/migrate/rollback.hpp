#pragma once

#include "migrate/history.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"
#include "migrate/survey.hpp"

#include <span>
#include <string>
#include <variant>
#include <vector>

namespace migrate {

/// Where down scripts come from: what was recorded when the migration was applied, or the files.
enum class DownFrom { history, file };

/// Whether a word can be a target for rolling back: `base`, digits, `-N`.
bool is_down_target(const std::string& word);

/// A migration as it was when somebody decided about it: applied then, not before or since.
struct Pin {
  std::string key{};
  std::string applied_at{};

  bool operator==(const Pin&) const = default;
};

/// What lies above the target, newest first: a version (or its beginning) that is applied, `base`,
/// `-N`; empty: one. Or why it can't be met. Pure.
std::variant<std::vector<Pin>, Conflict> pins_above(const Standing& standing,
                                                    const std::string& target);

/// How scripts are found and read.
struct DownReading {
  DownFrom from{DownFrom::history};
  Rules rules{};
};

/// Rolls back what is pinned and still there, newest first; nothing if one of them can't be. What
/// somebody else applied on top, or anew, is a conflict.
Plan plan_rollback(const Standing& standing, const History& history, std::span<const Pin> pins,
                   const DownReading& reading);

/// Rolls back what is pinned, then applies it again from the files.
Plan plan_redo(const Standing& standing, const History& history, std::span<const Pin> pins,
               const DownReading& reading);

/// Either of both for what lies above the target when it is first asked, and for nothing else
/// afterwards.
Planner rollback_planner(const std::string& target, const DownReading& reading,
                         decltype(&plan_rollback) plan);

}  // namespace migrate
