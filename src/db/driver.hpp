#pragma once

#include "base/world.hpp"
#include "db/backup.hpp"
#include "db/finding.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "sql/dialect.hpp"
#include "sql/statement_traits.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace db {

/// Words of the server that are no error: a NOTICE or WARNING.
struct Notice {
  enum class Severity { debug, info, warning };
  Severity severity{Severity::info};
  std::string message{};
  std::string detail{};
  std::string hint{};
};

class Scratch;

enum class Create { no, yes };

/// What to connect to, and as what.
struct Target {
  Url url{};
  /// `migrexec/<pod or host>`.
  std::string application_name{};
  /// PostgreSQL: the role that all is done as; empty: whoever logs in.
  std::string role{};
  /// As the user wrote it, split at its dot; schema may be empty.
  std::string history_schema{};
  std::string history_name{};
  /// SQLite: whether a missing file is made; otherwise it is an empty database.
  Create create{Create::no};
  /// What Session::first_look() will be asked for: fetched with the first answer, where that saves
  /// a round trip. A table that is not there then leaves a line in the server's log.
  std::string history_columns{};
  std::function<void(const Notice&)> on_notice{};
};

/// Everything the engine needs to know of one kind of database.
struct Driver {
  Engine engine;
  /// For people: `PostgreSQL`, `SQLite`.
  std::string_view name;
  sql::Dialect dialect;
  /// One attempt, done or failed within `patience`. Throws ConnectError, Stopped.
  std::unique_ptr<Session> (*open)(const Target& target, const base::World& world,
                                   base::Duration patience);
  /// Makes the history table; `%` stands for its qualified name.
  std::string_view create_history;
  /// The expression that shows applied_at as `2026-01-01T12:00:03.120Z`.
  std::string_view applied_at;
  /// The expression for now.
  std::string_view now;
  /// The expression for how many milliseconds the transaction at hand has lasted; empty if the
  /// database can't tell.
  std::string_view elapsed;
  /// Whether what an interrupted statement leaves behind is there already; see migrate/aftermath.
  bool has_catalog;
  /// Copies the database, under the migration lock; null where others do that. Throws Error with
  /// io if there is no verified copy in the end, Stopped.
  Backup (*backup)(const Target& target, const BackupOrder& order,
                   const base::World& world){nullptr};
  /// Puts a copy back, null where others do that. Throws Error, Stopped; the database is as it was
  /// then: lock_timeout if somebody has it open, io if the copy is not sound.
  void (*restore)(const std::string& copy, const Target& target, const base::World& world){nullptr};
  /// Whether the set-up is fit for migrations, point by point. Throws as Session does.
  std::vector<Finding> (*examine)(Session& session, const base::World& world);
  /// An empty database beside the target's, for tests. Throws Error, ConnectError, Stopped.
  std::unique_ptr<Scratch> (*make_scratch)(const Target& target, const base::World& world);
  /// The schema in sorted lines, one for each table, column, index ...; the history table left out.
  /// The same schema gives the same lines, however it came about. Throws as Session does.
  std::vector<std::string> (*schema)(Session& session);
  /// SQL that makes the schema and its rows anew, the history table left out; null where a program
  /// of the database's own does that. Throws as Session does.
  std::string (*dump)(Session& session){nullptr};
};

const Driver& driver_for(Engine engine);

}  // namespace db
