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

std::string to_text(const Progress& progress) {
  return progress.begun ? progress.prefix + std::string(begun_mark) + *progress.begun
                        : progress.prefix;
}

std::optional<Progress> parse_progress(const db::Value& done, const db::Value& text) {
  if (!done) return std::nullopt;
  Progress progress{.statements_done = std::stoul(*done)};
  const std::string words = text.value_or("");
  const auto mark = words.find(begun_mark);
  progress.prefix = words.substr(0, mark);
  if (mark != std::string::npos) progress.begun = words.substr(mark + begun_mark.size());
  return progress;
}

Entry entry_of(const db::Row& row) {
  return {.version = Version(row[0].value_or("")),
          .name = row[1].value_or(""),
          .checksum = row[2].value_or(""),
          .applied_at = row[3].value_or(""),
          .applied_by = row[4].value_or(""),
          .duration_ms = std::stoll(row[5].value_or("0")),
          .progress = parse_progress(row[6], row[7])};
}

std::string milliseconds(base::Duration duration) {
  return std::to_string(duration.count());
}

}  // namespace

std::vector<Entry> History::read() const {
  if (!exists_) return {};
  const db::Rows rows =
      session_.query("SELECT version, name, checksum, " + std::string(driver_.applied_at) +
                     ", applied_by, duration_ms, statements_done, progress FROM " + table());
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  std::ranges::transform(rows, std::back_inserter(entries), entry_of);
  std::ranges::sort(entries, {}, &Entry::version);
  return entries;
}

void History::create() {
  std::string sql(driver_.create_history);
  sql.replace(sql.find('%'), 1, table());
  session_.execute(sql);
  exists_ = true;
}

void History::insert(const Migration& migration, base::Duration duration,
                     const std::string& applied_by, const db::Value& statements_done) const {
  const std::array<db::Value, 8> values{
      migration.version.text(),
      migration.name,
      migration.checksum,
      applied_by,
      milliseconds(duration),
      MIGREXEC_VERSION,
      migration.down_path.empty() ? db::Value() : base::read_file(migration.down_path),
      statements_done};
  session_.query("INSERT INTO " + table() +
                     " (version, name, checksum, applied_by, duration_ms, tool_version, down, "
                     "statements_done, applied_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, " +
                     std::string(driver_.now) + ")",
                 values);
}

void History::record(const Migration& migration, base::Duration duration,
                     const std::string& applied_by) const {
  insert(migration, duration, applied_by, std::nullopt);
}

void History::record_begun(const Migration& migration, const std::string& applied_by) const {
  insert(migration, base::Duration(0), applied_by, "0");
}

/// A migration may do anything, even forget itself.
void History::change(const std::string& assignments, std::span<const db::Value> values) const {
  const db::Rows rows = session_.query(
      "UPDATE " + table() + " SET " + assignments + " WHERE version = $4 RETURNING version",
      values);
  if (rows.empty()) throw db::SqlError({.message = "its row in " + table() + " is gone"});
}

void History::update(const Migration& migration, const Progress& progress) const {
  const std::array<db::Value, 4> values{std::to_string(progress.statements_done), to_text(progress),
                                        migration.checksum, migration.version.text()};
  change("statements_done = $1, progress = $2, checksum = $3", values);
}

void History::complete(const Migration& migration, base::Duration duration) const {
  const std::array<db::Value, 4> values{
      milliseconds(duration), migration.checksum,
      migration.down_path.empty() ? db::Value() : base::read_file(migration.down_path),
      migration.version.text()};
  change(
      "statements_done = NULL, progress = NULL, duration_ms = $1, checksum = $2, down = $3, "
      "applied_at = " +
          std::string(driver_.now),
      values);
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
