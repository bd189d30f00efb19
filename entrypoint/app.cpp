#include "entrypoint/app.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/suggest.hpp"
#include "entrypoint/app_columns.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/scrub.hpp"
#include "entrypoint/settings_options.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entrypoint {
namespace {

constexpr std::size_t command_indent = 14;
constexpr std::size_t option_indent = 30;

using Row = std::pair<std::string_view, std::string_view>;

constexpr std::array environment{
    Row{"MIGREXEC_...", "every option: MIGREXEC_WAIT_TIMEOUT is --wait-timeout"},
    Row{"DATABASE_URL", "the URL, if no option names one"},
    Row{"PGPASSWORD ...", "libpq's variables complete a PostgreSQL URL"},
    Row{"..._FILE",
        "DATABASE_URL_FILE, PGPASSWORD_FILE, MIGREXEC_..._FILE: take the value from this file"},
};

constexpr std::array exit_codes{
    Row{"0", "done"},
    Row{"1", "--exit-code: something is pending"},
    Row{"64", "wrong usage"},
    Row{"65, 66", "migrations are unusable, not found"},
    Row{"69", "the database or a target was not ready in time, or was lost"},
    Row{"70", "internal error: a bug"},
    Row{"71", "a migration failed and was rolled back"},
    Row{"72", "a migration outside a transaction stopped half-way"},
    Row{"74", "input or output failed on our side"},
    Row{"75", "a lock was not obtained in time"},
    Row{"76", "the database is ahead of the files and --ahead is error"},
    Row{"77", "the server refused: password, privilege, TLS"},
    Row{"78", "wrong configuration"},
    Row{"126, 127", "COMMAND cannot be executed, is not found"},
    Row{"128+n", "stopped by signal n"},
};

constexpr const char* introduction =
    "migrexec waits for the database, applies its migrations, then becomes the\n"
    "application.\n"
    "\n"
    "Usage: migrexec [OPTIONS] -- COMMAND [ARG...]\n"
    "       migrexec COMMAND [OPTIONS] [TARGET...]\n";

constexpr const char* examples =
    "\n"
    "Examples:\n"
    "  migrexec -- gunicorn app:app\n"
    "  migrexec migrate --database-url postgresql://app@db:5432/shop\n"
    "  DATABASE_URL=sqlite:///shop.db migrexec status\n"
    "\n"
    "migrexec COMMAND --help tells more about a command.\n";

template <std::size_t Count>
std::string section(std::string_view title, const std::array<Row, Count>& rows,
                    std::size_t indent) {
  std::string text = '\n' + std::string(title) + ":\n";
  for (const auto& [left, right] : rows)
    text += two_columns(left, right, indent);
  return text;
}

std::string describe(const Option& option) {
  std::string left = "--" + std::string(option.name);
  if (!option.argument.empty()) left += ' ' + std::string(option.argument);
  std::string right(option.help);
  if (!option.preset.empty()) right += " (default: " + std::string(option.preset) + ')';
  return two_columns(left, right, option_indent);
}

std::string describe_all(Takers takers, const Command* command) {
  std::string text;
  for (const Option& option : options()) {
    if (option.takers == takers && (command == nullptr || takes(*command, option)))
      text += describe(option);
  }
  return text;
}

std::string common_options() {
  return "\nOptions of all commands:\n" + describe_all(Takers::every_command, nullptr) +
         two_columns("-h, --help", "this help; after a command, help for it", option_indent) +
         two_columns("--version", "the version of migrexec", option_indent);
}

std::string aliases(const Command& command) {
  std::string text;
  for (const std::string_view alias : command.aliases)
    text += (text.empty() ? "" : ", ") + std::string(alias);
  return text.empty() ? text : "\nAlso: " + text + '\n';
}

std::string indented(std::string_view lines) {
  std::string text;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    text += "  " + std::string(lines.substr(0, end)) + '\n';
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return text;
}

std::vector<std::string> command_words() {
  std::vector<std::string> words;
  for (const Command& command : commands()) {
    words.emplace_back(command.name);
    words.insert(words.end(), command.aliases.begin(), command.aliases.end());
  }
  return words;
}

std::string command_names() {
  std::string names;
  for (const Command& command : commands())
    names += (names.empty() ? "" : ", ") + std::string(command.name);
  return names;
}

bool answers_to(const Command& command, std::string_view word) {
  return command.name == word || std::ranges::find(command.aliases, word) != command.aliases.end();
}

[[noreturn]] void refuse_command(std::string_view word) {
  const std::string shown = public_word(word);
  const bool is_url = word.find("://") != std::string_view::npos;
  std::vector<std::string> helps;
  const std::optional<std::string> near = base::nearest(word, command_words());
  if (near) helps.push_back("did you mean \"" + *near + "\"?");
  helps.push_back(is_url ? "write --database-url before a URL"
                         : "to start an application write: migrexec -- " + shown);
  throw base::Error(base::Exit::usage, {.headline = "unknown command \"" + shown + '"',
                                        .notes = {"the commands are: " + command_names()},
                                        .helps = std::move(helps)});
}

}  // namespace

const Command* find_command(std::string_view word) {
  for (const Command& command : commands()) {
    if (answers_to(command, word)) return &command;
  }
  return nullptr;
}

const Command& require_command(std::string_view word) {
  const Command* command = find_command(word);
  if (command == nullptr) refuse_command(word);
  return *command;
}

std::string help_text() {
  std::string text = std::string(introduction) + "\nCommands:\n";
  for (const Command& command : commands())
    text += two_columns(command.name, command.summary, command_indent);
  return text + common_options() + section("Environment", environment, 18) +
         section("Exit codes", exit_codes, command_indent) + examples;
}

std::string help_text(const Command& command) {
  std::string text = "Usage: migrexec " + std::string(command.synopsis) + "\n\n" +
                     std::string(command.summary) + '\n' + aliases(command);
  const std::string own = describe_all(Takers::named_in_command, &command);
  if (!own.empty()) text += "\nOptions:\n" + own;
  text += common_options();
  if (!command.examples.empty()) text += "\nExamples:\n" + indented(command.examples);
  return text;
}

}  // namespace entrypoint
