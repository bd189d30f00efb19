#include "db/sqlite/connection.hpp"

#include "base/world.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/sqlite/failure.hpp"
#include "db/sqlite/handle.hpp"
#include "db/sqlite/traces.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace db::sqlite {
namespace {

/// Whether SQLite sees the whole text: it counts in int, and takes a zero byte for the end.
void check_text(std::string_view sql) {
  if (const auto zero = sql.find('\0'); zero != std::string_view::npos)
    throw SqlError({.message = "a zero byte in the statement",
                    .code = code_name(SQLITE_ERROR),
                    .offset = zero});
  if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw SqlError(
        {.message = "the statement is longer than 2 GiB", .code = code_name(SQLITE_TOOBIG)});
}

/// $1, $2 ...: by name, since SQLite numbers them in the order of the text.
void bind(sqlite3_stmt* statement, std::span<const Value> parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string name = "$" + std::to_string(i + 1);
    const int index = sqlite3_bind_parameter_index(statement, name.c_str());
    const Value& value = parameters[i];
    if (index == 0 || !value) continue;
    sqlite3_bind_text64(statement, index, value->data(), value->size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
  }
}

Value column(sqlite3_stmt* statement, int number) {
  // The bytes must be asked for after the text: it may be converted first.
  const void* text = sqlite3_column_text(statement, number);
  if (text == nullptr) return std::nullopt;
  const int size = sqlite3_column_bytes(statement, number);
  return std::string(static_cast<const char*>(text), static_cast<std::size_t>(size));
}

void fill(Row& row, sqlite3_stmt* statement) {
  for (std::size_t i = 0; i < row.size(); ++i)
    row[i] = column(statement, static_cast<int>(i));
}

bool is_busy(int code) {
  return (code & 0xff) == SQLITE_BUSY;
}

}  // namespace

Connection::Connection(Handle handle, const base::World& world) : world_(world), watch_(world) {
  replace(std::move(handle));
}

void Connection::replace(Handle handle) {
  handle_ = std::move(handle);
  touched_ = false;
  const auto note_traces = [](void* self, int action, const char* first, const char* second,
                              const char* database, const char* /*trigger*/) noexcept {
    if (leaves_trace(action, first, second, database))
      static_cast<Connection*>(self)->touched_ = true;
    return SQLITE_OK;
  };
  sqlite3_set_authorizer(handle_.get(), note_traces, this);
}

void Connection::fail(int code, std::optional<std::size_t> offset) {
  SqlFailure failure = failure_of(handle_.get());
  const bool interrupted = (code & 0xff) == SQLITE_INTERRUPT;
  if (interrupted || is_busy(code)) world_.check_stop();
  if ((interrupted || is_busy(code)) && watch_.overdue())
    failure = {.message = "canceling statement due to statement timeout",
               .code = code_name(SQLITE_INTERRUPT)};
  failure.offset = offset;
  throw SqlError(std::move(failure));
}

Statement Connection::prepare(std::string_view sql, std::string_view& rest) {
  const std::size_t start = sql.size() - rest.size();
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  int code = SQLITE_OK;
  // The schema is read first, while somebody else may have the file.
  do {
    code =
        sqlite3_prepare_v2(handle_.get(), rest.data(), static_cast<int>(rest.size()), &raw, &tail);
  } while (is_busy(code) && watch_.rest());
  Statement statement(raw);
  if (code != SQLITE_OK) {
    const int offset = sqlite3_error_offset(handle_.get());
    if (offset < 0 || std::cmp_greater(offset, rest.size())) fail(code);
    fail(code, start + static_cast<std::size_t>(offset));
  }
  rest.remove_prefix(static_cast<std::size_t>(tail - rest.data()));
  return statement;
}

template <typename TakeRow>
void Connection::run(sqlite3_stmt* statement, const TakeRow& take_row) {
  int code = sqlite3_step(statement);
  // Not every statement asks the busy handler (PRAGMA journal_mode). One inside a transaction that
  // did not ask could wait for ever: the other one waits for us.
  while (is_busy(code) && !in_transaction() && watch_.rest()) {
    sqlite3_reset(statement);
    code = sqlite3_step(statement);
  }
  while (code == SQLITE_ROW) {
    take_row();
    code = sqlite3_step(statement);
  }
  if (code != SQLITE_DONE) fail(code);
}

void Connection::execute(std::string_view sql, const Limits& limits) {
  check_text(sql);
  world_.check_stop();
  run_all(sql, limits);
}

void Connection::run_all(std::string_view sql, const Limits& limits) {
  std::string_view rest = sql;
  while (!rest.empty()) {
    watch_.start(handle_.get(), limits);
    const Statement statement = prepare(sql, rest);
    if (statement) run(statement.get(), [] {});
  }
}

Rows Connection::query(std::string_view sql, std::span<const Value> parameters,
                       const Limits& limits) {
  Rows rows;
  query(sql, parameters, limits, [&](const Row& row) { rows.push_back(row); });
  return rows;
}

void Connection::query(std::string_view sql, std::span<const Value> parameters,
                       const Limits& limits, const TakeRow& take) {
  check_text(sql);
  world_.check_stop();
  watch_.start(handle_.get(), limits);
  std::string_view rest = sql;
  const Statement statement = prepare(sql, rest);
  if (!statement) return;
  bind(statement.get(), parameters);
  Row row(static_cast<std::size_t>(sqlite3_column_count(statement.get())));
  run(statement.get(), [&] {
    fill(row, statement.get());
    take(row);
  });
}

void Connection::roll_back() noexcept {
  if (!in_transaction()) return;
  // A stop signal ends statements, but not the cleaning up after them.
  sqlite3_progress_handler(handle_.get(), 0, nullptr, nullptr);
  sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

bool Connection::in_transaction() const noexcept {
  return sqlite3_get_autocommit(handle_.get()) == 0;
}

bool Connection::read_only() const noexcept {
  return sqlite3_db_readonly(handle_.get(), "main") == 1;
}

void Connection::enforce_foreign_keys(bool enforced) noexcept {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_ENABLE_FKEY, enforced ? 1 : 0, nullptr);
}

void Connection::forget_last_rowid() noexcept {
  sqlite3_set_last_insert_rowid(handle_.get(), 0);
}

}  // namespace db::sqlite
