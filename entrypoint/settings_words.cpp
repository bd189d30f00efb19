#include "entrypoint/settings_words.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/suggest.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/scrub.hpp"
#include "entrypoint/settings_options.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entrypoint {
namespace {

constexpr const char* see_help = "see migrexec --help";

[[noreturn]] void refuse(std::string headline, std::vector<std::string> helps) {
  throw base::Error(base::Exit::usage,
                    {.headline = std::move(headline), .helps = std::move(helps)});
}

std::string in_quotes(std::string_view word) {
  return '"' + public_word(word) + '"';
}

std::vector<std::string> option_names() {
  std::vector<std::string> names{"help", "version"};
  for (const Option& option : options())
    names.emplace_back(option.name);
  return names;
}

/// A near word, or one that begins so: abbreviations are not accepted, but understood.
std::optional<std::string> meant_option(const std::string& name) {
  const std::vector<std::string> names = option_names();
  if (auto near = base::nearest(name, names)) return near;
  const auto longer = std::ranges::find_if(
      names, [&](const std::string& known) { return !name.empty() && known.starts_with(name); });
  if (longer == names.end()) return std::nullopt;
  return *longer;
}

std::string takers_of(const Option& option) {
  std::string names;
  for (const Command& command : commands()) {
    if (!takes(command, option)) continue;
    if (!names.empty()) names += ", ";
    names += command.name;
  }
  return names.empty() ? "no command takes it" : "these commands take it: " + names;
}

}  // namespace

bool looks_like_option(std::string_view word) {
  return word.starts_with('-') &&
         (word.size() == 1 || word.find_first_not_of("0123456789", 1) != std::string_view::npos);
}

void refuse_option(const std::string& word) {
  // Behind "=" may stand anything, a password too.
  const std::string shown = word.substr(0, word.find('='));
  const std::string name = shown.substr(std::min(shown.find_first_not_of('-'), shown.size()));
  const std::optional<std::string> meant = meant_option(name);
  refuse("unknown option " + in_quotes(shown),
         {meant ? "did you mean \"--" + *meant + "\"?" : see_help});
}

void refuse_syntax(const std::string& option, Needs needs) {
  if (needs == Needs::no_value)
    refuse("option \"" + option + "\" takes no value", {"write " + option});
  const Option* known =
      find_option(option.substr(std::min(option.find_first_not_of('-'), option.size())));
  const std::string argument(known == nullptr ? "VALUE" : known->argument);
  refuse("option \"" + option + "\" has no value", {"write " + option + ' ' + argument});
}

void refuse_repetition(const Option& option) {
  refuse("option \"--" + std::string(option.name) + "\" is given twice", {"leave one of them out"});
}

void refuse_foreign_option(const Command& command, const Option& option) {
  refuse("command \"" + std::string(command.name) + "\" does not take \"--" +
             std::string(option.name) + "\"",
         {takers_of(option), "see migrexec " + std::string(command.name) + " --help"});
}

void refuse_word_of_run(const std::string& word) {
  refuse("unexpected word " + in_quotes(word) + " after run",
         {"write \"--\" before the application: migrexec run -- " + public_word(word)});
}

void refuse_no_command() {
  refuse("there is no command", {"migrexec -- COMMAND [ARG...] migrates, then becomes COMMAND",
                                 "migrexec --help lists all commands"});
}

void refuse_no_application() {
  refuse("run has no COMMAND to hand over to",
         {R"(write it after "--": migrexec run -- COMMAND [ARG...])",
          "migrexec migrate ends after the migrations"});
}

void refuse_application(const Command& command) {
  refuse("command \"" + std::string(command.name) + R"(" takes no words after "--")",
         {"only run hands over to an application: migrexec run -- COMMAND [ARG...]"});
}

void refuse_word_for(const Command& command, const std::string& word) {
  refuse(
      "command \"" + std::string(command.name) + "\" has no use for \"" + public_word(word) + '"',
      {"migrexec " + std::string(command.name) + " --help"});
}

}  // namespace entrypoint
