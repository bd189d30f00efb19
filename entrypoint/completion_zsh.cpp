#include "entrypoint/command.hpp"
#include "entrypoint/completion_script.hpp"
#include "entrypoint/completion_words.hpp"
#include "entrypoint/settings_options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace entrypoint {
namespace {

constexpr std::string_view beginning = R"zsh(#compdef migrexec
# Completion of migrexec for zsh.
# Now: eval "$(migrexec completion zsh)"
# For ever: migrexec completion zsh > a folder of $fpath/_migrexec

_migrexec() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands common
)zsh";

constexpr std::string_view middle =
    R"zsh(  _arguments -C $common '1:command:->command' '*::argument:->argument' && return
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
)zsh";

constexpr std::string_view end = R"zsh(      esac
      ;;
  esac
}

if [ "$funcstack[1]" = _migrexec ]; then
  _migrexec "$@"
else
  compdef _migrexec migrexec
fi
)zsh";

std::string action(const Option& option) {
  const std::string argument = ":" + escaped(option.argument, ":[]\\");
  switch (follows(option)) {
    case Follows::nothing:
      return "";
    case Follows::anything:
      return argument + ": ";
    case Follows::words:
      return argument + ":(" + joined(words_of(option), " ") + ")";
    case Follows::file:
      return argument + ":_files";
    case Follows::folder:
      return argument + ":_files -/";
  }
  return "";
}

std::string specification(const Option& option) {
  const std::string repeated = option.repeats == Repeats::as_list ? "*" : "";
  const std::string equals = follows(option) == Follows::nothing ? "" : "=";
  return quoted(repeated + "--" + std::string(option.name) + equals + "[" +
                escaped(option.help, "[]\\") + "]" + action(option));
}

std::string specifications(Takers takers, const Command* command, const std::string& margin) {
  std::string text;
  for (const Option& option : options()) {
    if (option.takers == takers && (command == nullptr || takes(*command, option)))
      text += margin + specification(option);
  }
  return text;
}

std::string command_list() {
  std::string text = "  commands=(\n";
  for (const Command& command : commands()) {
    for (const std::string& word : spellings(command))
      text += "    " + quoted(word + ":" + escaped(command.summary, ":\\")) + "\n";
  }
  return text + "  )\n";
}

std::string words_action(const Command& command) {
  const std::string margin = " \\\n            ";
  const std::vector<std::string> words = bare_words(command);
  if (!words.empty()) return margin + "'*:word:(" + joined(words, " ") + ")'";
  if (command.words == BareWords::file) return margin + "'1:file:_files'";
  return command.name == "run" ? margin + "'*::application:_normal'" : "";
}

std::string argument_cases() {
  std::string text;
  for (const Command& command : commands())
    text += "        " + joined(spellings(command), " | ") + ")\n          _arguments $common" +
            specifications(Takers::named_in_command, &command, " \\\n            ") +
            words_action(command) + "\n          ;;\n";
  return text;
}

}  // namespace

std::string zsh_completion() {
  return std::string(beginning) + command_list() + "  common=(\n" +
         specifications(Takers::every_command, nullptr, "\n    ").substr(1) +
         "\n    '(- *)--help[help, of a command after its name]'\n"
         "    '(- *)--version[the version]'\n  )\n" +
         std::string(middle) + argument_cases() + std::string(end);
}

}  // namespace entrypoint
