#pragma once

#include "base/duration.hpp"
#include "sql/statement_stream.hpp"

#include <optional>
#include <span>
#include <string>

namespace sql {

enum class Transactional { automatic, no };

/// What the header of a migration file asks for.
struct Directives {
  Transactional transactional{Transactional::automatic};
  /// SQLite: foreign_keys off during the migration, checked before commit.
  bool foreign_keys_off{false};
  std::optional<base::Duration> statement_timeout{};
  /// `${name}` in the file stands for a value; see placeholders.hpp.
  bool placeholders{false};
  /// The digits of the oldest version whose code can live with the schema after this migration.
  std::optional<std::string> compatible_from{};

  bool operator==(const Directives&) const = default;
};

/// Throws TextError at the directive: unknown name (with a suggestion), bad value, given twice,
/// not in the header.
Directives parse_directives(std::span<const DirectiveComment> comments);

}  // namespace sql
