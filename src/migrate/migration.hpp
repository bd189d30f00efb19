#pragma once

#include "base/duration.hpp"
#include "migrate/version.hpp"
#include "sql/placeholders.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace migrate {

enum class Runs { in_transaction, outside_transaction };

/// A text of SQL and how it runs, statements not included: they are read again when it runs.
struct Script {
  /// Of the file; a text that no file holds goes by this name in messages.
  std::string path{};
  /// The text, if no file holds it: a down script as the history recorded it.
  std::optional<std::string> recorded{};
  /// Of the text as written.
  std::string checksum{};
  /// Values for the placeholders; null if there are none, or if they stay as they are.
  std::shared_ptr<const sql::LookUp> values{};
  std::size_t statements{0};
  Runs runs{Runs::in_transaction};
  /// The text has a BEGIN and a COMMIT around everything: both are skipped.
  bool wrapped{false};
  /// Changes what can't be put back inside a transaction: shares none with others.
  bool alone{false};
  /// Foreign keys are checked before the commit (SQLite).
  bool check_foreign_keys{false};
  std::optional<base::Duration> statement_timeout{};
  /// What a person should know before it runs: why it runs outside a transaction ...
  std::vector<std::string> notes{};
};

/// A baseline is a squashed schema for fresh databases; a repeatable runs again when it changes.
enum class Kind { versioned, baseline, repeatable };

/// A migration as its files say.
struct Migration {
  Kind kind{Kind::versioned};
  /// None for a repeatable.
  Version version{};
  std::string name{};
  Script up{};
  /// Null if it cannot be undone. Few have one: it stands elsewhere.
  std::shared_ptr<const Script> down{};
  /// The oldest version of the files that can live with it.
  std::optional<Version> compatible_from{};

  /// `0007_orders`, `R__views`, `B0007__schema`: for messages.
  [[nodiscard]] std::string label() const;
};

/// What the history calls a migration: the digits of its version, `R__views`, `B0007`.
std::string key_of(Kind kind, const Version& version, const std::string& name);

std::string label_of(Kind kind, const Version& version, const std::string& name);

}  // namespace migrate
