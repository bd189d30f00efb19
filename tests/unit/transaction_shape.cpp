#include "migrate/transaction_shape.hpp"

#include "migrate/migration.hpp"
#include "sql/dialect.hpp"
#include "sql/statement_traits.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>
#include <vector>

using migrate::Runs;
using migrate::TransactionShape;
using sql::Dialect;

namespace {

enum class Says { nothing, transaction_none };

/// A file, statement by statement.
struct File {
  File(const std::vector<std::string_view>& statements, Says says, Dialect dialect)
      : shape(says == Says::transaction_none) {
    for (const std::string_view text : statements) {
      error = shape.see({.text = text, .traits = sql::traits_of(text, dialect)});
      if (error) return;
    }
    error = shape.finish();
  }

  [[nodiscard]] std::string headline() const { return error ? error->headline : ""; }

  TransactionShape shape;
  std::optional<migrate::ShapeError> error{};
};

File postgres(const std::vector<std::string_view>& statements, Says says = Says::nothing) {
  return {statements, says, Dialect::postgresql};
}

File sqlite(const std::vector<std::string_view>& statements, Says says = Says::nothing) {
  return {statements, says, Dialect::sqlite};
}

constexpr std::string_view create = "CREATE TABLE a (i int)";
constexpr std::string_view index = "CREATE INDEX CONCURRENTLY i ON a (i)";

}  // namespace

TEST_CASE("transaction_shape: a file without transaction control runs in ours") {
  const File file = postgres({create, "INSERT INTO a VALUES (1)"});
  CHECK_FALSE(file.error);
  CHECK(file.shape.runs() == Runs::in_transaction);
  CHECK_FALSE(file.shape.wrapped());
}

TEST_CASE("transaction_shape: BEGIN and COMMIT around everything are a wrapper") {
  const File file = postgres({"BEGIN", create, "COMMIT"});
  CHECK_FALSE(file.error);
  CHECK(file.shape.wrapped());
  CHECK(file.shape.runs() == Runs::in_transaction);
}

TEST_CASE("transaction_shape: SET may stand before and after the wrapper") {
  CHECK(
      postgres({"SET search_path = a", "BEGIN", create, "COMMIT", "SET x.y = 1"}).shape.wrapped());
}

TEST_CASE("transaction_shape: PRAGMA may stand before and after the wrapper") {
  const File file = sqlite(
      {"PRAGMA foreign_keys=OFF", "BEGIN TRANSACTION", create, "END", "PRAGMA foreign_keys=ON"});
  CHECK_FALSE(file.error);
  CHECK(file.shape.foreign_keys_off());
}

TEST_CASE("transaction_shape: foreign keys switched off late are not our directive") {
  CHECK_FALSE(sqlite({create, "PRAGMA foreign_keys=OFF"}).shape.foreign_keys_off());
  CHECK_FALSE(sqlite({"PRAGMA foreign_keys=ON", create}).shape.foreign_keys_off());
}

TEST_CASE("transaction_shape: work before the wrapper is refused at the BEGIN") {
  CHECK(postgres({create, "BEGIN", create, "COMMIT"}).headline() ==
        "BEGIN in a migration that runs in migrexec's own transaction");
}

TEST_CASE("transaction_shape: work after the wrapper is refused at the COMMIT") {
  CHECK(postgres({"BEGIN", create, "COMMIT", create}).headline() ==
        "COMMIT in a migration that runs in migrexec's own transaction");
}

TEST_CASE("transaction_shape: a second wrapper is refused") {
  CHECK(postgres({"BEGIN", create, "COMMIT", "BEGIN", create, "COMMIT"}).error);
}

TEST_CASE("transaction_shape: a BEGIN without a COMMIT is refused at the BEGIN") {
  CHECK(postgres({"BEGIN", create}).headline() == "BEGIN without a COMMIT");
  CHECK(postgres({"START TRANSACTION ISOLATION LEVEL SERIALIZABLE", create}).headline() ==
        "START TRANSACTION ISOLATION LEVEL without a COMMIT");
}

TEST_CASE("transaction_shape: a COMMIT without a BEGIN is refused") {
  CHECK(postgres({create, "COMMIT"}).error);
}

TEST_CASE("transaction_shape: a ROLLBACK is refused") {
  CHECK(postgres({create, "ROLLBACK"}).error);
  CHECK(postgres({"BEGIN", create, "ROLLBACK"}).error);
}

TEST_CASE("transaction_shape: savepoints are fine") {
  CHECK_FALSE(postgres({create, "SAVEPOINT s", create, "ROLLBACK TO s", "RELEASE s"}).error);
  CHECK_FALSE(postgres({"SAVEPOINT s", "BEGIN", create, "COMMIT"}).error);
}

TEST_CASE("transaction_shape: two-phase commit is refused") {
  CHECK(postgres({create, "PREPARE TRANSACTION 'x'"}).headline() ==
        "PREPARE TRANSACTION 'x' in a migration that runs in migrexec's own transaction");
  CHECK(postgres({"COMMIT PREPARED 'x'"}).error);
}

TEST_CASE("transaction_shape: only what cannot be in a transaction runs outside of one") {
  const File file = postgres({index, "VACUUM"});
  CHECK_FALSE(file.error);
  CHECK(file.shape.runs() == Runs::outside_transaction);
  CHECK(file.shape.outside_words() == "CREATE INDEX CONCURRENTLY i");
}

TEST_CASE("transaction_shape: SET before it changes nothing about that") {
  const File file = postgres({"SET maintenance_work_mem = '1GB'", index});
  CHECK_FALSE(file.error);
  CHECK(file.shape.runs() == Runs::outside_transaction);
}

TEST_CASE("transaction_shape: both kinds in one file are refused") {
  const File file = postgres({index, create});
  CHECK(file.headline() ==
        "CREATE INDEX CONCURRENTLY i cannot run in a transaction, other statements of the file "
        "should");
  CHECK(file.error.value_or(migrate::ShapeError{}).help.find("transaction=none") !=
        std::string::npos);
}

TEST_CASE("transaction_shape: what cannot be in a transaction is refused in a wrapper") {
  CHECK(postgres({"BEGIN", index, "COMMIT"}).error);
}

TEST_CASE("transaction_shape: transaction=none allows a mix and transactions of its own") {
  const File file = postgres({index, "BEGIN", create, "COMMIT", create, "BEGIN", "ROLLBACK"},
                             Says::transaction_none);
  CHECK_FALSE(file.error);
  CHECK(file.shape.runs() == Runs::outside_transaction);
  CHECK_FALSE(file.shape.wrapped());
}

TEST_CASE("transaction_shape: with transaction=none too a BEGIN needs its COMMIT") {
  CHECK(postgres({"BEGIN", create}, Says::transaction_none).headline() == "BEGIN without a COMMIT");
}

TEST_CASE("transaction_shape: with transaction=none a lone ordinary statement runs outside too") {
  CHECK(postgres({create}, Says::transaction_none).shape.runs() == Runs::outside_transaction);
}

TEST_CASE("transaction_shape: what can't be put back in a transaction shares none") {
  CHECK(sqlite({"ATTACH 'b.db' AS b", create}).shape.alone());
  CHECK_FALSE(sqlite({create}).shape.alone());
}

TEST_CASE("transaction_shape: a wrapper that asks for an isolation level shares no transaction") {
  CHECK(postgres({"BEGIN ISOLATION LEVEL SERIALIZABLE", create, "COMMIT"}).shape.alone());
  CHECK_FALSE(postgres({"BEGIN", create, "COMMIT"}).shape.alone());
}

TEST_CASE("transaction_shape: with transaction=none a second BEGIN is refused as nested") {
  CHECK(postgres({"BEGIN", "BEGIN", "COMMIT"}, Says::transaction_none).headline() ==
        "BEGIN inside a transaction that is already open");
}

TEST_CASE("transaction_shape: an empty file runs in a transaction") {
  CHECK_FALSE(postgres({}).error);
  CHECK(postgres({}).shape.runs() == Runs::in_transaction);
}
