#pragma once

#include "base/diagnostic.hpp"
#include "base/exit.hpp"
#include "migrate/standing.hpp"

#include <optional>
#include <string>
#include <vector>

namespace migrate {

enum class OutOfOrder { error, apply };
enum class Ahead { allow, error };

/// What is done about the unexpected, and how far to go.
struct Policy {
  OutOfOrder out_of_order{OutOfOrder::error};
  Ahead ahead{Ahead::allow};
  /// `head` or empty: everything; a version or a unique beginning of one; `+N`: the next N.
  std::string target{};
};

/// Why nothing may be applied.
struct Conflict {
  base::Exit exit{base::Exit::migrations_unusable};
  base::Diagnostic diagnostic{};
};

/// What would run, in order; or why not.
struct Plan {
  /// Pending, out of order or half-done; all have a file. Points into what take_stock() was given.
  std::vector<Line> steps{};
  std::optional<Conflict> conflict{};
};

/// Pure.
Plan make_plan(const Standing& standing, const Policy& policy);

}  // namespace migrate
