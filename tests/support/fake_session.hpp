#pragma once

#include "db/session.hpp"
#include "support/fake_database.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace support {

/// A session on a FakeDatabase, with transactions over its history table.
class FakeSession : public db::Session {
 public:
  explicit FakeSession(FakeDatabase& database) : database_(database), server_(database.server) {}

  [[nodiscard]] const db::Server& server() const override { return server_; }

  void execute(std::string_view sql) override {
    if (sql.starts_with("CREATE TABLE IF NOT EXISTS history")) {
      database_.note("create history");
      database_.server.history_exists = true;
    } else if (sql.starts_with("BEGIN")) {
      open();
    } else if (sql.starts_with("COMMIT")) {
      close(sql);
    } else if (sql == "ROLLBACK") {
      rollback();
    } else {
      database_.note(sql);
    }
  }

  db::Rows query(std::string_view sql, std::span<const db::Value> parameters) override {
    if (sql.starts_with("SELECT version, name")) return read_history();
    if (sql.starts_with("INSERT INTO history")) return insert(parameters);
    if (sql.starts_with("UPDATE history SET statements_done = $2")) return update(parameters);
    if (sql.starts_with("UPDATE history")) return complete(sql, parameters);
    if (sql.starts_with("DELETE FROM history")) return forget(parameters);
    if (sql.starts_with("SELECT down FROM history")) return read_down(text(parameters[0]));
    database_.note(sql);
    return database_.answer_to(sql);
  }

  void copy(std::string_view statement, const db::NextPiece& next) override {
    std::string data;
    for (auto piece = next(); !piece.empty(); piece = next())
      data += piece;
    database_.note(std::string(statement) + " <- " + data);
  }

  void begin(const db::Limits& limits) override {
    last_limits = limits;
    open();
  }
  void commit() override { close("COMMIT"); }
  void rollback() noexcept override {
    if (!in_transaction()) return;
    database_.note("ROLLBACK");
    changed_.reset();
  }
  [[nodiscard]] bool in_transaction() const override { return changed_.has_value(); }
  void limit(const db::Limits& limits) override {
    last_limits = limits;
    database_.note("limit");
  }
  void reset() override { database_.note("reset"); }
  void act_as_owner() override { database_.note("as owner"); }

  bool try_lock() override {
    database_.note("lock");
    if (database_.lock_refusals == 0) return true;
    --database_.lock_refusals;
    return false;
  }
  bool keep_lock() override {
    database_.note("keep lock");
    return database_.keeps_lock;
  }
  void unlock() noexcept override { database_.note("unlock"); }
  std::string lock_holder() override { return database_.lock_holder; }

  db::Limits last_limits{};

 private:
  using History = std::map<std::string, db::Row>;

  static std::string text(const db::Value& value) { return value.value_or(""); }
  /// In which words doesn't matter.
  void open() {
    database_.note("BEGIN");
    changed_ = database_.history;
  }
  void close(std::string_view words) {
    database_.note(words);
    if (changed_) database_.history = *changed_;
    changed_.reset();
    database_.spring("committed");
  }
  History& history() { return changed_ ? *changed_ : database_.history; }

  db::Rows read_down(const std::string& key) {
    const auto row = history().find(key);
    if (row == history().end()) return {};
    return {{row->second[8]}};
  }
  db::Rows read_history() {
    database_.note("read history");
    db::Rows rows;
    for (const auto& [version, row] : history())
      rows.push_back(row);
    return rows;
  }
  db::Rows insert(std::span<const db::Value> values) {
    const std::string version = text(values[0]);
    database_.note((values[7] ? "begin record " : "record ") + version);
    history()[version] = {values[0], values[1], values[2], "now",     values[3],
                          values[4], values[7], {},        values[6], values[8]};
    return {};
  }
  db::Rows update(std::span<const db::Value> values) {
    const bool begun = text(values[2]).find(" begun ") != std::string::npos;
    database_.note((begun ? "begun after " : "done ") + text(values[1]));
    const auto found = history().find(text(values[0]));
    if (found == history().end()) return {};
    found->second[6] = values[1];
    found->second[7] = values[2];
    return {{values[0]}};
  }
  db::Rows complete(std::string_view sql, std::span<const db::Value> values) {
    const bool accepted = sql.find("name = $5") != std::string_view::npos;
    database_.note((accepted ? "accept " : "complete ") + text(values[0]));
    const auto found = history().find(text(values[0]));
    if (found == history().end()) return {};
    found->second[2] = values[1];
    found->second[8] = values[2];
    found->second[9] = values[3];
    found->second[accepted ? 1 : 5] = values[4];
    found->second[6] = found->second[7] = std::nullopt;
    return {{values[0]}};
  }
  db::Rows forget(std::span<const db::Value> values) {
    database_.note("forget " + text(values[0]));
    if (history().erase(text(values[0])) == 0) return {};
    return {{values[0]}};
  }

  FakeDatabase& database_;
  db::Server server_;
  std::optional<History> changed_;
};

/// An act for FakeDatabase::when.
template <typename Failure>
auto fail_with(const Failure& failure) {
  return [failure] { throw Failure(failure); };
}

}  // namespace support
