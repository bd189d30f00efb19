#pragma once

#include "sql/dialect.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace sql {

/// What a statement does to the transaction around it.
enum class Control {
  none,
  begin,      // BEGIN, START TRANSACTION
  commit,     // COMMIT, END
  rollback,   // ROLLBACK, ABORT; not ROLLBACK TO
  savepoint,  // SAVEPOINT, RELEASE, ROLLBACK TO: fine anywhere
  two_phase,  // PREPARE TRANSACTION, COMMIT PREPARED, ROLLBACK PREPARED
};

/// What can be known of a statement from its words alone.
struct Traits {
  Control control{Control::none};
  /// The server refuses it inside a transaction block (VACUUM, CREATE INDEX CONCURRENTLY ...).
  bool outside_transaction{false};
  /// Waits for other transactions by design: lock_timeout must not apply.
  bool concurrently{false};
  /// Data follows in the text (PostgreSQL only).
  bool copy_from_stdin{false};
  /// Only changes the session (SET, RESET, PRAGMA, ATTACH, LOAD, PREPARE, SELECT set_config ...):
  /// repeated when a half-done file is resumed, may stand before a BEGIN ... COMMIT wrapper.
  bool session_setting{false};
  /// Changes what can't be put back inside a transaction (ATTACH, most PRAGMAs, SET CONSTRAINTS,
  /// SET TRANSACTION ...).
  bool sticky{false};
  /// SQLite's PRAGMA foreign_keys=OFF (or 0, no, false).
  bool foreign_keys_off{false};

  bool operator==(const Traits&) const = default;
};

/// Pure; `statement` as a StatementStream gives it, comments inside allowed.
Traits traits_of(std::string_view statement, Dialect dialect);

/// The modes of a BEGIN or START TRANSACTION ("ISOLATION LEVEL SERIALIZABLE, READ WRITE"), empty if
/// none.
std::string_view transaction_modes(std::string_view begin_statement);

/// What a statement outside a transaction leaves behind, where that can be looked up.
struct Effect {
  enum class What {
    index_created,  // CREATE INDEX CONCURRENTLY: name (may be empty), table
    index_dropped,  // DROP INDEX CONCURRENTLY: name
    database_created,
    database_dropped,
    tablespace_created,
    tablespace_dropped,
    subscription_created,
    subscription_dropped,
    partition_detached,  // ALTER TABLE table DETACH PARTITION name CONCURRENTLY
  };
  What what{};
  /// As written, quotes and schema included.
  std::string name{};
  std::string table{};

  bool operator==(const Effect&) const = default;
};

/// Nothing if the effect can't be looked up (VACUUM, ALTER SYSTEM, REINDEX, a list of names ...).
std::optional<Effect> effect_of(std::string_view statement);

}  // namespace sql
