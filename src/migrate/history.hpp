#pragma once

#include "base/error.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "migrate/migration.hpp"
#include "migrate/version.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// How far a script outside a transaction got.
struct Progress {
  enum class Way { up, down };
  std::size_t statements_done{0};
  /// Chained over the statements that are done: they must not be edited afterwards.
  std::string prefix{};
  /// The statement after them was begun, and what the catalog held before: its outcome is unknown.
  std::optional<std::string> begun{};
  /// Whether the migration is being applied or rolled back.
  Way way{Way::up};

  bool operator==(const Progress&) const = default;
};

/// A row of the history table, the down script left out.
struct Entry {
  Kind kind{Kind::versioned};
  Version version{};
  std::string name{};
  std::string checksum{};
  std::string applied_at{};
  std::string applied_by{};
  std::int64_t duration_ms{0};
  /// Nothing: the migration is complete.
  std::optional<Progress> progress{};
  bool has_down{false};
  /// The oldest version of the files that can live with it; empty: any.
  std::string compatible_from{};

  [[nodiscard]] std::string key() const { return key_of(kind, version, name); }
};

/// How long a migration took.
struct Taken {
  /// Nothing: the database knows how long its transaction has lasted (Driver::elapsed) ...
  std::optional<base::Duration> measured{};
  /// ... and this had gone by when the migration began.
  base::Duration earlier{};
};

/// The history table of one database, through one session. Every call throws as Session does. A
/// `key` is what key_of() makes.
class History {
 public:
  History(db::Session& session, const db::Driver& driver)
      : session_(session), driver_(driver), exists_(session.server().history_exists) {}

  [[nodiscard]] bool exists() const { return exists_; }

  /// All rows: baselines and versioned ones in the order of their versions, then the repeatables by
  /// name. None if there is no table.
  [[nodiscard]] std::vector<Entry> read() const;
  /// The same as it was when the session was opened, without when, by whom and for how long. Call
  /// it first, and once; the target should have asked for its columns. There will be about
  /// `expected` entries.
  [[nodiscard]] std::vector<Entry> glance(std::size_t expected) const;
  [[nodiscard]] static std::string_view glance_columns();
  /// The down script of a row, as it was recorded.
  [[nodiscard]] std::optional<std::string> recorded_down(const std::string& key) const;
  /// Under the lock only: CREATE TABLE IF NOT EXISTS races with itself.
  void create();
  /// A complete row. Inside a transaction it is posted.
  void record(const Migration& migration, const Taken& taken, const std::string& applied_by) const;
  /// A row that says: begun, nothing done.
  void record_begun(const Migration& migration, const std::string& applied_by) const;
  void update(const std::string& key, const Progress& progress) const;
  /// The row becomes a complete one that says what the files say now.
  void complete(const std::string& key, const Migration& migration, base::Duration duration) const;
  /// As complete(), but when and for how long it was applied stays as it is.
  void accept(const std::string& key, const Migration& migration) const;
  void forget(const std::string& key) const;

 private:
  void insert(const Migration& migration, const Taken& taken, const std::string& applied_by,
              const db::Value& statements_done) const;
  /// An UPDATE or DELETE of one row; the first of the values is its key. Throws SqlError if there
  /// is no such row.
  void change(const std::string& act, std::span<const db::Value> values) const;
  [[nodiscard]] const std::string& table() const { return session_.server().history_table; }

  db::Session& session_;
  const db::Driver& driver_;
  bool exists_;
};

/// What it comes to if the history table itself can't be read or written.
base::Error history_refused(const db::Server& server, const db::SqlFailure& failure);

}  // namespace migrate
