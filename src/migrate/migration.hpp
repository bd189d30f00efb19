#pragma once

#include "base/duration.hpp"
#include "migrate/version.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace migrate {

enum class Runs { in_transaction, outside_transaction };

/// A migration as its files say, statements not included: they are read again when it runs.
struct Migration {
  Version version{};
  std::string name{};
  std::string path{};
  /// Empty if there is none.
  std::string down_path{};
  /// Of the up file.
  std::string checksum{};
  std::size_t statements{0};
  Runs runs{Runs::in_transaction};
  /// The file has a BEGIN and a COMMIT around everything: both are skipped.
  bool wrapped{false};
  /// Changes what can't be put back inside a transaction: shares none with others.
  bool alone{false};
  /// Foreign keys are checked before the commit (SQLite).
  bool check_foreign_keys{false};
  std::optional<base::Duration> statement_timeout{};
  /// What a person should know before it runs: why it runs outside a transaction ...
  std::vector<std::string> notes{};

  /// `0007_orders`, for messages.
  [[nodiscard]] std::string label() const { return version.text() + "_" + name; }
};

}  // namespace migrate
