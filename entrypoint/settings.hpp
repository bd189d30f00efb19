#pragma once

#include "base/duration.hpp"
#include "base/world.hpp"
#include "db/url.hpp"
#include "wait/target.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace entrypoint {

enum class TransactionMode { each, all, none };
enum class OutOfOrder { error, apply };
enum class Ahead { allow, error };
enum class Format { text, json };
enum class LogLevel { debug, info, warning, error };
enum class WaitFor { ready, writable, schema };
enum class OnStart { migrate, wait, none };
enum class DownFrom { history, file };

/// What the words on the command line, the environment and the config file said, checked and
/// complete. Only settings.cpp makes one.
struct Settings {
  /// The name of the command, as in the table.
  std::string command{};
  /// `run`: the application and its arguments.
  std::vector<std::string> application{};
  /// Bare words after the command: targets.
  std::vector<std::string> words{};
  bool help{false};
  bool version{false};

  std::optional<db::Url> database_url{};
  /// Where the URL came from, for messages: `--database-url`, `DATABASE_URL`,
  /// `MIGREXEC_DATABASE_URL_FILE` ...
  std::string database_url_origin{};
  /// PGPASSWORD_FILE's content, if given.
  std::optional<std::string> password{};

  /// As given; empty: `./migrations`, else `/migrations`.
  std::string migrations{};
  base::Duration wait_timeout{std::chrono::minutes(5)};
  base::Duration lock_timeout{std::chrono::minutes(10)};
  base::Duration ddl_lock_timeout{std::chrono::seconds(5)};
  std::optional<base::Duration> statement_timeout{};
  TransactionMode transaction{TransactionMode::each};
  OutOfOrder out_of_order{OutOfOrder::error};
  Ahead ahead{Ahead::allow};
  bool allow_missing{false};
  /// `name=value`, and what stands before the names of environment variables; for placeholders.
  std::vector<std::string> placeholders{};
  std::optional<std::string> env_prefix{};
  base::Duration hook_timeout{std::chrono::minutes(5)};
  /// SQLite: the folder for copies, empty: none; and how many of them are kept.
  std::string backup{};
  std::size_t backup_keep{3};
  std::string history_table{"migrexec_history"};
  std::string role{};
  std::vector<std::string> drop_env{};

  Format format{Format::text};
  Format log_format{Format::text};
  LogLevel log_level{LogLevel::info};
  /// Where the last words go, `/dev/termination-log` if that exists; empty: nowhere.
  std::string termination_log{};

  /// Command options.
  std::string to{};
  bool dry_run{false};
  bool yes{false};
  DownFrom down_from{DownFrom::history};
  bool sequential{false};
  bool no_down{false};
  bool online{false};
  bool write_sum{false};
  std::string junit{};
  bool exit_code{false};
  WaitFor wait_for{WaitFor::ready};
  /// What must be there before the database.
  std::vector<wait::Target> wait_targets{};
  OnStart on_start{OnStart::migrate};
};

/// `arguments` are without the program's own name. Throws base::Error with Exit::usage (words) or
/// Exit::configuration (values). If `help` or `version` is asked for, nothing else is checked and
/// only `command` is filled in, empty if there was none.
Settings parse_settings(const std::vector<std::string>& arguments, const base::World& world);

/// The URL, for commands that need one. Throws base::Error with Exit::configuration if there is
/// none.
const db::Url& require_database_url(const Settings& settings);

/// How to report before, and if, parse_settings throws.
struct LogSettings {
  Format format{Format::text};
  LogLevel level{LogLevel::info};
  std::string termination_log{};

  bool operator==(const LogSettings&) const = default;
};

/// From the same places as parse_settings; what is wrong there counts as absent. Throws nothing of
/// ours.
LogSettings early_log_settings(const std::vector<std::string>& arguments, const base::World& world);

}  // namespace entrypoint
