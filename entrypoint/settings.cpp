#include "entrypoint/settings.hpp"

#include "base/world.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/secret_file.hpp"
#include "entrypoint/settings_command_line.hpp"
#include "entrypoint/settings_config_file.hpp"
#include "entrypoint/settings_database_url.hpp"
#include "entrypoint/settings_options.hpp"
#include "entrypoint/settings_sources.hpp"
#include "entrypoint/settings_values.hpp"
#include "entrypoint/settings_words.hpp"

#include <unistd.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace entrypoint {
namespace {

using Words = std::vector<std::string>;

/// `migrexec help COMMAND` is what many tools' users type.
bool asks_for_help(const Words& arguments) {
  return asks_for(arguments, {"--help", "-h"}) ||
         (!arguments.empty() && arguments.front() == "help");
}

ConfigFile find_config_file(const CommandLine& line, const base::World& world) {
  const ConfigFile none;
  const auto path =
      Sources{.line = line, .world = world, .config = none}.find(*find_option("config"));
  return path ? read_config_file(*path) : ConfigFile{};
}

void set_options(Settings& settings, const Sources& sources) {
  for (const Option& option : options()) {
    if (option.set == nullptr || !takes(*sources.line.command, option)) continue;
    if (const auto value = sources.find(option)) option.set(settings, *value);
  }
}

/// PGPASSWORD itself is libpq's to read.
void set_password(Settings& settings, const base::World& world) {
  const std::optional<Value> password = find_in_environment("PGPASSWORD", world);
  if (password && password->origin == "PGPASSWORD_FILE") settings.password = password->text;
}

std::string default_termination_log() {
  constexpr const char* kubernetes = "/dev/termination-log";
  return ::access(kubernetes, F_OK) == 0 ? kubernetes : "";
}

/// An option's text without any check, from the command line or the environment.
std::string early_value(const Words& arguments, std::string_view name, const base::World& world) {
  const std::string flag = "--" + std::string(name);
  for (auto word = arguments.begin(); word != arguments.end() && *word != "--"; ++word) {
    if (word->starts_with(flag + '=')) return word->substr(flag.size() + 1);
    if (*word == flag && word + 1 != arguments.end()) return *(word + 1);
  }
  const std::string variable = variable_of(*find_option(name));
  const std::string path = world.getenv(variable + "_FILE").value_or("");
  if (!path.empty()) return read_secret_file(path).text.value_or("");
  return world.getenv(variable).value_or("");
}

std::string early_config(const Words& arguments, const base::World& world) {
  const std::string path = early_value(arguments, "config", world);
  std::error_code missing;
  // What comes through a pipe can be read only once, and parse_settings needs it.
  if (!std::filesystem::is_regular_file(path, missing)) return {};
  return read_small_file(path).text.value_or("");
}

}  // namespace

Settings parse_settings(const Words& arguments, const base::World& world) {
  Settings settings;
  settings.help = asks_for_help(arguments);
  settings.version = asks_for(arguments, {"--version"});
  if (settings.help || settings.version) {
    const Command* command = command_to_explain(arguments);
    if (command != nullptr) settings.command = command->name;
    return settings;
  }
  const CommandLine line = parse_command_line(arguments);
  settings.command = line.command->name;
  settings.application = line.application;
  settings.words = line.words;
  if (!line.words.empty() && line.command->words == BareWords::none)
    refuse_word_for(*line.command, line.words.front());
  const ConfigFile config = find_config_file(line, world);
  const Sources sources{.line = line, .world = world, .config = config};
  set_options(settings, sources);
  set_database_url(settings, sources);
  set_password(settings, world);
  if (settings.termination_log.empty()) settings.termination_log = default_termination_log();
  return settings;
}

LogSettings early_log_settings(const Words& arguments, const base::World& world) {
  const std::string config = early_config(arguments, world);
  const auto find = [&](std::string_view name) {
    const std::string value = early_value(arguments, name, world);
    return value.empty() ? find_leniently(config, name) : value;
  };
  LogSettings log;
  log.format = find_named<Format>(find("log-format")).value_or(log.format);
  log.level = find_named<LogLevel>(find("log-level")).value_or(log.level);
  log.termination_log = find("termination-log");
  if (log.termination_log.empty()) log.termination_log = default_termination_log();
  return log;
}

}  // namespace entrypoint
