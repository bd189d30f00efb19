#pragma once

#include "base/diagnostic.hpp"
#include "base/exit.hpp"
#include "migrate/standing.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace migrate {

enum class OutOfOrder { error, apply };
enum class Ahead { allow, error };
enum class Missing { error, allow };

/// What is done about the unexpected, and how far to go.
struct Policy {
  OutOfOrder out_of_order{OutOfOrder::error};
  Ahead ahead{Ahead::allow};
  Missing missing{Missing::error};
  /// `head` or empty: everything; a version or a unique beginning of one; `+N`: the next N.
  std::string target{};
};

/// The way on where the file of what stopped half-way is not here.
inline constexpr const char* its_image_resumes =
    "start the image that holds this file: it resumes where it stopped";

/// Why nothing may be done.
struct Conflict {
  base::Exit exit{base::Exit::migrations_unusable};
  base::Diagnostic diagnostic{};
};

/// `record`, `forget` and `accept` run nothing, they only change the history.
enum class Act { apply, roll_back, record, forget, accept };

/// One act on one migration. Points into what take_stock() was given.
struct Step {
  Act act{Act::apply};
  /// Null if its file is not here.
  const Migration* file{nullptr};
  /// Null if nothing of it is recorded.
  const Entry* entry{nullptr};
  /// What undoes it; for `roll_back` only.
  Script down{};

  /// What runs, for `apply` and `roll_back`.
  [[nodiscard]] const Script& script() const;
  /// In the history.
  [[nodiscard]] std::string key() const;
  [[nodiscard]] const Version& version() const { return file ? file->version : entry->version; }
  [[nodiscard]] const std::string& name() const { return file ? file->name : entry->name; }
  [[nodiscard]] std::string label() const;
};

Step step_of(Act act, const Line& line);

/// What is to be done, in order; or why not.
struct Plan {
  std::vector<Step> steps{};
  std::optional<Conflict> conflict{};
};

/// What is to be done where a database stands so; the history is there to be asked for more.
using Planner = std::function<Plan(const Standing&, const History&)>;

/// What migrating comes to: everything pending, out of order or half-done. Pure.
Plan make_plan(const Standing& standing, const Policy& policy);

}  // namespace migrate
