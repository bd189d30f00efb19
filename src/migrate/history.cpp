#include "migrate/history.hpp"

#include "base/diagnostic.hpp"
#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "migrate/migration.hpp"
#include "migrate/version.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migrate {
namespace {

constexpr std::string_view begun_mark = " begun ";
constexpr std::string_view down_mark = "down ";

std::string to_text(const Progress& progress) {
  std::string text = progress.way == Progress::Way::down ? std::string(down_mark) : "";
  text += progress.prefix;
  return progress.begun ? text + std::string(begun_mark) + *progress.begun : text;
}

std::optional<Progress> parse_progress(const db::Value& done, const db::Value& text) {
  if (!done) return std::nullopt;
  Progress progress{.statements_done = std::stoul(*done)};
  std::string words = text.value_or("");
  if (words.starts_with(down_mark)) {
    progress.way = Progress::Way::down;
    words.erase(0, down_mark.size());
  }
  const auto mark = words.find(begun_mark);
  progress.prefix = words.substr(0, mark);
  if (mark != std::string::npos) progress.begun = words.substr(mark + begun_mark.size());
  return progress;
}

/// The other way round than key_of().
Kind kind_of(std::string_view key) {
  if (key.starts_with("R__")) return Kind::repeatable;
  return key.starts_with('B') ? Kind::baseline : Kind::versioned;
}

Version version_of(Kind kind, const std::string& key) {
  if (kind == Kind::repeatable) return {};
  return Version(kind == Kind::baseline ? key.substr(1) : key);
}

Entry entry_of(const db::Row& row) {
  const std::string key = row[0].value_or("");
  const Kind kind = kind_of(key);
  return {.kind = kind,
          .version = version_of(kind, key),
          .name = row[1].value_or(""),
          .checksum = row[2].value_or(""),
          .applied_at = row[3].value_or(""),
          .applied_by = row[4].value_or(""),
          .duration_ms = std::stoll(row[5].value_or("0")),
          .progress = parse_progress(row[6], row[7]),
          .has_down = row[8].has_value(),
          .compatible_from = row[9].value_or("")};
}

bool stands_before(const Entry& left, const Entry& right) {
  const bool left_last = left.kind == Kind::repeatable;
  const bool right_last = right.kind == Kind::repeatable;
  if (left_last != right_last) return right_last;
  return left_last ? left.name < right.name : left.version < right.version;
}

std::string milliseconds(base::Duration duration) {
  return std::to_string(duration.count());
}

db::Value down_of(const Migration& migration) {
  if (!migration.down) return std::nullopt;
  return base::read_file(migration.down->path);
}

db::Value compatible_from(const Migration& migration) {
  if (!migration.compatible_from) return std::nullopt;
  return migration.compatible_from->text();
}

}  // namespace

std::string_view History::glance_columns() {
  return "version, name, checksum, NULL, NULL, NULL, statements_done, progress, CASE WHEN down IS "
         "NOT NULL THEN 1 END, compatible_from";
}

std::vector<Entry> History::glance(std::size_t expected) const {
  std::vector<Entry> entries;
  entries.reserve(expected);
  session_.first_look(glance_columns(),
                      [&](const db::Row& row) { entries.push_back(entry_of(row)); });
  std::ranges::sort(entries, stands_before);
  return entries;
}

std::vector<Entry> History::read() const {
  if (!exists_) return {};
  const db::Rows rows =
      session_.query("SELECT version, name, checksum, " + std::string(driver_.applied_at) +
                     ", applied_by, duration_ms, statements_done, progress, CASE WHEN down IS NOT "
                     "NULL THEN 1 END, "
                     "compatible_from FROM " +
                     table());
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  std::ranges::transform(rows, std::back_inserter(entries), entry_of);
  std::ranges::sort(entries, stands_before);
  return entries;
}

std::optional<std::string> History::recorded_down(const std::string& key) const {
  const std::array<db::Value, 1> values{key};
  const db::Rows rows =
      session_.query("SELECT down FROM " + table() + " WHERE version = $1", values);
  return rows.empty() ? std::nullopt : rows.front().front();
}

void History::create() {
  std::string sql(driver_.create_history);
  sql.replace(sql.find('%'), 1, table());
  session_.execute(sql);
  exists_ = true;
}

void History::insert(const Migration& migration, const Taken& taken, const std::string& applied_by,
                     const db::Value& statements_done) const {
  const std::string duration = taken.measured
                                   ? "$5"
                                   : "coalesce($5, greatest(0, " + std::string(driver_.elapsed) +
                                         " - " + milliseconds(taken.earlier) + "))";
  const std::array<db::Value, 9> values{
      key_of(migration.kind, migration.version, migration.name),
      migration.name,
      migration.up.checksum,
      applied_by,
      taken.measured ? db::Value(milliseconds(*taken.measured)) : std::nullopt,
      MIGREXEC_VERSION,
      down_of(migration),
      statements_done,
      compatible_from(migration)};
  session_.post("INSERT INTO " + table() +
                    " (version, name, checksum, applied_by, duration_ms, tool_version, down, "
                    "statements_done, compatible_from, applied_at) VALUES ($1, $2, $3, $4, " +
                    duration + ", $6, $7, $8, $9, " + std::string(driver_.now) + ")",
                values);
}

void History::record(const Migration& migration, const Taken& taken,
                     const std::string& applied_by) const {
  insert(migration, taken, applied_by, std::nullopt);
}

void History::record_begun(const Migration& migration, const std::string& applied_by) const {
  insert(migration, {.measured = base::Duration(0)}, applied_by, "0");
}

/// A migration may do anything, even forget itself.
void History::change(const std::string& act, std::span<const db::Value> values) const {
  const db::Rows rows = session_.query(act + " WHERE version = $1 RETURNING version", values);
  if (rows.empty()) throw db::SqlError({.message = "its row in " + table() + " is gone"});
}

void History::update(const std::string& key, const Progress& progress) const {
  const std::array<db::Value, 3> values{key, std::to_string(progress.statements_done),
                                        to_text(progress)};
  change("UPDATE " + table() + " SET statements_done = $2, progress = $3", values);
}

void History::complete(const std::string& key, const Migration& migration,
                       base::Duration duration) const {
  const std::array<db::Value, 5> values{key, migration.up.checksum, down_of(migration),
                                        compatible_from(migration), milliseconds(duration)};
  change("UPDATE " + table() +
             " SET checksum = $2, down = $3, compatible_from = $4, duration_ms = $5, "
             "statements_done = NULL, progress = NULL, applied_at = " +
             std::string(driver_.now),
         values);
}

void History::accept(const std::string& key, const Migration& migration) const {
  const std::array<db::Value, 5> values{key, migration.up.checksum, down_of(migration),
                                        compatible_from(migration), migration.name};
  change("UPDATE " + table() +
             " SET checksum = $2, down = $3, compatible_from = $4, name = $5, "
             "statements_done = NULL, progress = NULL",
         values);
}

void History::forget(const std::string& key) const {
  const std::array<db::Value, 1> values{key};
  change("DELETE FROM " + table(), values);
}

base::Error history_refused(const db::Server& server, const db::SqlFailure& failure) {
  base::Diagnostic diagnostic{.headline = "the history table " + server.history_table +
                                          " cannot be used: " + failure.message,
                              .sqlstate = failure.code,
                              .detail = failure.detail,
                              .hint = failure.hint};
  diagnostic.notes.push_back("as " + server.user + " at " + server.public_url);
  switch (failure.remedy) {
    case db::Remedy::grant:
      diagnostic.helps.emplace_back(
          "let this role read and write the table, or migrate as its owner: --role OWNER");
      return {base::Exit::refused, std::move(diagnostic)};
    case db::Remedy::try_again:
      return {base::Exit::lock_timeout, std::move(diagnostic)};
    case db::Remedy::mend_disk:
      return {base::Exit::io, std::move(diagnostic)};
    default:
      diagnostic.helps.emplace_back(
          "is it migrexec's own table? name another one: --history-table NAME");
      return {base::Exit::configuration, std::move(diagnostic)};
  }
}

}  // namespace migrate
