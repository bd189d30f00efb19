#pragma once

#include "migrate/migration.hpp"
#include "sql/dialect.hpp"
#include "sql/directives.hpp"
#include "sql/placeholders.hpp"

#include <memory>

namespace migrate {

/// How migrations share transactions.
enum class Grouping { each, all, none };

/// How scripts are read.
struct Rules {
  sql::Dialect dialect{sql::Dialect::postgresql};
  Grouping grouping{Grouping::each};
  /// Values for placeholders; null: they stay as they are, and nobody asks for them.
  std::shared_ptr<const sql::LookUp> values{};
};

/// Reads a script to its end: checksum, directives, how it runs; fills what `script` lacks and
/// tells what its header asks for. Throws Error with migrations_unusable, the place drawn, for
/// whatever must not run.
sql::Directives survey(Script& script, const Rules& rules);

}  // namespace migrate
