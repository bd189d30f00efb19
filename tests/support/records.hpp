#pragma once

#include "migrate/history.hpp"
#include "migrate/migration.hpp"
#include "migrate/standing.hpp"
#include "migrate/version.hpp"

#include <string>
#include <utility>
#include <vector>

namespace support {

/// Files and rows of a history, made from the words that key_of() makes: `0001`, `B0007`,
/// `R__views`.
struct Records {
  Records(const std::vector<std::string>& file_keys, const std::vector<std::string>& entry_keys) {
    files.reserve(file_keys.size());
    history.reserve(entry_keys.size());
    for (const std::string& key : file_keys)
      files.push_back(file(key));
    for (const std::string& key : entry_keys)
      history.push_back(entry(key));
  }

  static migrate::Migration file(const std::string& key) {
    auto [kind, version, name] = parts(key);
    return {.kind = kind,
            .version = version,
            .name = name.empty() ? "f" : name,
            .up = {.path = key + "_f.sql", .checksum = "0123456789abcdef"}};
  }
  static migrate::Entry entry(const std::string& key) {
    auto [kind, version, name] = parts(key);
    return {.kind = kind,
            .version = version,
            .name = name.empty() ? "e" : name,
            .checksum = "0123456789abcdef",
            .applied_at = "2026-01-01T12:00:00.000Z",
            .applied_by = "app@pod-1"};
  }

  [[nodiscard]] migrate::Standing standing() const { return migrate::take_stock(files, history); }

  std::vector<migrate::Migration> files{};
  std::vector<migrate::Entry> history{};

 private:
  struct Parts {
    migrate::Kind kind;
    migrate::Version version;
    std::string name;
  };

  static Parts parts(const std::string& key) {
    if (key.starts_with("R__")) return {migrate::Kind::repeatable, {}, key.substr(3)};
    if (key.starts_with('B')) return {migrate::Kind::baseline, migrate::Version(key.substr(1)), ""};
    return {migrate::Kind::versioned, migrate::Version(key), ""};
  }
};

}  // namespace support
