#pragma once

#include "db/driver.hpp"
#include "db/error.hpp"
#include "support/folder.hpp"
#include "support/outside.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>

// What every driver promises is tested on each of these. A new database is a class below and a
// name here. A macro, because doctest wants the types spelled out.
#define EVERY_DATABASE contract::Sqlite, contract::Postgres

namespace contract {

/// A database of a test's own, empty, gone at the end.
class Database {
 public:
  explicit Database(const db::Url& url);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  virtual ~Database() = default;

  [[nodiscard]] const db::Driver& driver() const { return db::driver_for(target.url.engine); }
  /// A session that may create; another one with each call.
  [[nodiscard]] std::unique_ptr<db::Session> open() const;
  /// What the driver says to an attempt that must fail.
  [[nodiscard]] db::ConnectFailure refusal() const;

  /// What open() opens.
  db::Target target{};
  support::Outside outside{};
};

/// A file in a folder of its own.
class Sqlite : public Database {
 public:
  Sqlite() : Sqlite(std::make_unique<support::Folder>()) {}

  /// Whether it can be tested here.
  static bool here() { return true; }
  [[nodiscard]] const support::Folder& folder() const { return *folder_; }
  [[nodiscard]] const std::string& path() const { return target.url.path; }

  static constexpr std::string_view endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
  /// Takes a few tenths of a second.
  static constexpr std::string_view slow =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000000) "
      "SELECT count(*) FROM n";
  static constexpr std::string_view duplicate_key = "SQLITE_CONSTRAINT_PRIMARYKEY";

 private:
  explicit Sqlite(std::unique_ptr<support::Folder> folder);

  std::unique_ptr<support::Folder> folder_;
};

/// A database on the server of MIGREXEC_TEST_POSTGRES_URL.
class Postgres : public Database {
 public:
  Postgres();
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;
  ~Postgres() override;

  /// Whether it can be tested here; says so if not, for CTest to count the test as skipped.
  static bool here();
  /// A session in the database that the variable names, as its user.
  [[nodiscard]] std::unique_ptr<db::Session> open_server() const;
  /// A login role with this password, without any right; gone at the end.
  std::string make_role(std::string_view password);

  static constexpr std::string_view endless = "SELECT pg_sleep(60)";
  /// Takes a few tenths of a second.
  static constexpr std::string_view slow = "SELECT pg_sleep(0.3)";
  static constexpr std::string_view duplicate_key = "23505";

 private:
  /// As made, whatever a test does to the target.
  std::string name_;
  std::string role_{};
};

/// The only value of the only row.
std::string value_of(db::Session& session, std::string_view sql);

/// What the database says to a statement that it must refuse.
db::SqlFailure refusal_of(db::Session& session, std::string_view sql);

}  // namespace contract
