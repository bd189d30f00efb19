#include "entrypoint/command.hpp"
#include "entrypoint/completion_script.hpp"
#include "entrypoint/completion_words.hpp"
#include "entrypoint/settings_options.hpp"

#include <string>
#include <string_view>

namespace entrypoint {
namespace {

constexpr std::string_view beginning = R"(# Completion of migrexec for fish.
# Now: migrexec completion fish | source
# For ever: migrexec completion fish > ~/.config/fish/completions/migrexec.fish

complete -c migrexec -f
)";

/// Fish takes a backslash for itself in single quotes too.
std::string in_quotes(std::string_view text) {
  return "'" + escaped(text, "'\\") + "'";
}

std::string all_spellings() {
  std::string words;
  for (const Command& command : commands())
    words += " " + joined(spellings(command), " ");
  return words;
}

std::string after(const Command& command) {
  return " -n '__fish_seen_subcommand_from " + joined(spellings(command), " ") + "'";
}

std::string value(const Option& option) {
  switch (follows(option)) {
    case Follows::nothing:
      return "";
    case Follows::anything:
      return " -x";
    case Follows::words:
      return " -x -a " + in_quotes(joined(words_of(option), " "));
    case Follows::file:
      return " -r -F";
    case Follows::folder:
      return " -x -a '(__fish_complete_directories)'";
  }
  return "";
}

std::string option_line(const Option& option, const std::string& condition) {
  return "complete -c migrexec" + condition + " -l " + std::string(option.name) + value(option) +
         " -d " + in_quotes(option.help) + "\n";
}

std::string lines_of(const Command& command) {
  std::string text;
  for (const std::string& word : spellings(command))
    text += "complete -c migrexec -n 'not __fish_seen_subcommand_from" + all_spellings() + "' -a " +
            word + " -d " + in_quotes(command.summary) + "\n";
  for (const std::string& word : bare_words(command))
    text += "complete -c migrexec" + after(command) + " -a " + word + "\n";
  if (command.words == BareWords::file) text += "complete -c migrexec" + after(command) + " -F\n";
  for (const Option& option : options()) {
    if (option.takers == Takers::named_in_command && takes(command, option))
      text += option_line(option, after(command));
  }
  return text;
}

}  // namespace

std::string fish_completion() {
  std::string text(beginning);
  for (const Option& option : options()) {
    if (option.takers == Takers::every_command) text += option_line(option, "");
  }
  text +=
      "complete -c migrexec -l help -d 'help, of a command after its name'\n"
      "complete -c migrexec -l version -d 'the version'\n";
  for (const Command& command : commands())
    text += lines_of(command);
  return text;
}

}  // namespace entrypoint
