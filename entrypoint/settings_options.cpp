#include "entrypoint/settings_options.hpp"

#include "entrypoint/command.hpp"
#include "entrypoint/settings.hpp"
#include "entrypoint/settings_values.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

namespace entrypoint {
namespace {

template <auto Member>
constexpr auto set_duration = set_checked<Member, checked_duration>;
template <auto Member>
constexpr auto set_text = set_checked<Member, checked_text>;
template <auto Member>
constexpr auto set_switch = set_checked<Member, checked_switch>;

constexpr Takers some = Takers::named_in_command;

// A new option is one entry here and one field of Settings.
constexpr std::array all{
    Option{.name = "database-url",
           .argument = "URL",
           .help = "postgresql://USER@HOST:5432/DATABASE or sqlite:///FILE; else taken from "
                   "MIGREXEC_DATABASE_URL, then DATABASE_URL"},
    Option{.name = "database-url-from",
           .argument = "NAME",
           .help = "take the URL from this environment variable"},
    Option{.name = "migrations",
           .argument = "DIR",
           .preset = "./migrations, else /migrations",
           .help = "the folder with the migration files",
           .set = set_text<&Settings::migrations>},
    Option{.name = "wait-timeout",
           .argument = "DURATION",
           .preset = "5m",
           .help = "how long to wait for the database, 0 for ever",
           .set = set_duration<&Settings::wait_timeout>},
    Option{.name = "lock-timeout",
           .argument = "DURATION",
           .preset = "10m",
           .help = "how long to wait for the migration lock",
           .set = set_duration<&Settings::lock_timeout>},
    Option{.name = "ddl-lock-timeout",
           .argument = "DURATION",
           .preset = "5s",
           .help = "PostgreSQL: lock_timeout of the migrations' statements, tried again until "
                   "--lock-timeout is used up",
           .set = set_duration<&Settings::ddl_lock_timeout>},
    Option{.name = "statement-timeout",
           .argument = "DURATION",
           .preset = "none",
           .help = "how long one statement of a migration may take",
           .set = set_duration<&Settings::statement_timeout>},
    Option{.name = "transaction",
           .argument = "each|all|none",
           .preset = "each",
           .help = "one transaction for each migration, one for all, or none",
           .set = set_word<&Settings::transaction>},
    Option{.name = "out-of-order",
           .argument = "error|apply",
           .preset = "error",
           .help = "what to do with a pending version below the newest applied one",
           .set = set_word<&Settings::out_of_order>},
    Option{.name = "ahead",
           .argument = "allow|error",
           .preset = "allow",
           .help = "what to do if the database knows versions that the files do not",
           .set = set_word<&Settings::ahead>},
    Option{.name = "allow-missing",
           .help = "go on although files of applied migrations are missing",
           .set = set_switch<&Settings::allow_missing>},
    Option{.name = "history-table",
           .argument = "NAME",
           .preset = "migrexec_history",
           .help = "where applied migrations are recorded, also SCHEMA.TABLE",
           .set = set_checked<&Settings::history_table, checked_table>},
    Option{.name = "role",
           .argument = "NAME",
           .help = "PostgreSQL: SET ROLE for every migration and the history table",
           .set = set_text<&Settings::role>},
    Option{.name = "config",
           .argument = "FILE",
           .help = "a file of lines \"option = value\", without dashes"},
    Option{.name = "format",
           .argument = "text|json",
           .preset = "text",
           .help = "what a command prints to stdout",
           .set = set_word<&Settings::format>},
    Option{.name = "log-format",
           .argument = "text|json",
           .preset = "text",
           .help = "what is logged to stderr",
           .set = set_word<&Settings::log_format>},
    Option{.name = "log-level",
           .argument = "LEVEL",
           .preset = "info",
           .help = "debug, info, warning or error",
           .set = set_word<&Settings::log_level>},
    Option{.name = "termination-log",
           .argument = "FILE",
           .preset = "/dev/termination-log if that exists",
           .help = "where the reason of a failure is written for Kubernetes",
           .set = set_text<&Settings::termination_log>},
    Option{.name = "on-start",
           .argument = "migrate|wait|none",
           .preset = "migrate",
           .help = "before the exec: migrate, wait until all migrations are recorded as applied, "
                   "or nothing",
           .set = set_word<&Settings::on_start>,
           .takers = some},
    Option{.name = "wait-for",
           .argument = "TARGET",
           .help = "wait for this first: tcp://HOST:PORT, http(s)://HOST/PATH[#STATUS], "
                   "unix:///PATH, file:///PATH; may be repeated",
           .set = set_checked<&Settings::wait_targets, checked_targets>,
           .takers = some,
           .repeats = Repeats::as_list},
    Option{.name = "drop-env",
           .argument = "NAME",
           .help = "take this variable from the application too; may be repeated",
           .set = set_checked<&Settings::drop_env, checked_variables>,
           .takers = some,
           .repeats = Repeats::as_list},
    Option{.name = "backup",
           .argument = "DIR",
           .preset = "none",
           .help = "SQLite: copy the database there before anything pending is applied",
           .set = set_text<&Settings::backup>,
           .takers = some},
    Option{.name = "backup-keep",
           .argument = "N",
           .preset = "3",
           .help = "how many of these copies are kept",
           .set = set_checked<&Settings::backup_keep, checked_count>,
           .takers = some},
    Option{.name = "set",
           .argument = "NAME=VALUE",
           .help = "the value of ${NAME} in files that say placeholders=on; may be repeated",
           .set = set_checked<&Settings::placeholders, checked_placeholders>,
           .takers = some,
           .repeats = Repeats::as_lines},
    Option{.name = "env-prefix",
           .argument = "PREFIX",
           .help = "placeholders read the environment too: ${NAME} is the variable PREFIXNAME",
           .set = set_checked<&Settings::env_prefix, checked_prefix>,
           .takers = some},
    Option{.name = "hook-timeout",
           .argument = "DURATION",
           .preset = "5m",
           .help = "how long a hook may take, 0 for ever",
           .set = set_duration<&Settings::hook_timeout>,
           .takers = some},
    Option{.name = "to",
           .argument = "VERSION",
           .help = "how far: a version or its beginning; migrating +N or head, back -N or base",
           .set = set_text<&Settings::to>,
           .takers = some},
    Option{.name = "dry-run",
           .help = "only show what would run",
           .set = set_switch<&Settings::dry_run>,
           .takers = some},
    Option{.name = "down-from",
           .argument = "history|file",
           .preset = "history",
           .help = "roll back with the script that was recorded, or with the file that is here",
           .set = set_word<&Settings::down_from>,
           .takers = some},
    Option{.name = "yes",
           .help = "do it without asking",
           .set = set_switch<&Settings::yes>,
           .takers = some},
    Option{.name = "sequential",
           .help = "versions 0001, 0002 ... instead of the time",
           .set = set_switch<&Settings::sequential>,
           .takers = some},
    Option{.name = "no-down",
           .help = "no file that undoes it",
           .set = set_switch<&Settings::no_down>,
           .takers = some},
    Option{.name = "online",
           .help = "check the set-up too: the server, the role, the history",
           .set = set_switch<&Settings::online>,
           .takers = some},
    Option{.name = "write-sum",
           .help = "write migrexec.sum anew",
           .set = set_switch<&Settings::write_sum>,
           .takers = some},
    Option{.name = "junit",
           .argument = "FILE",
           .help = "write the results there as JUnit XML",
           .set = set_text<&Settings::junit>,
           .takers = some},
    Option{.name = "exit-code",
           .help = "exit with 1 if anything is pending",
           .set = set_switch<&Settings::exit_code>,
           .takers = some},
    Option{.name = "for",
           .argument = "ready|writable|schema",
           .preset = "ready",
           .help = "what to wait for: an answer, a primary, or all migrations recorded as applied",
           .set = set_word<&Settings::wait_for>,
           .takers = some},
};

char to_variable(char letter) {
  if (letter == '-') return '_';
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

}  // namespace

std::span<const Option> options() {
  return all;
}

const Option* find_option(std::string_view name) {
  const auto* found = std::ranges::find(all, name, &Option::name);
  return found == all.end() ? nullptr : found;
}

bool takes(const Command& command, const Option& option) {
  return option.takers == Takers::every_command ||
         std::ranges::find(command.options, option.name) != command.options.end();
}

std::string variable_of(const Option& option) {
  std::string variable(option.name);
  std::ranges::transform(variable, variable.begin(), to_variable);
  return "MIGREXEC_" + variable;
}

}  // namespace entrypoint
