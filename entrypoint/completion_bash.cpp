#include "entrypoint/command.hpp"
#include "entrypoint/completion_script.hpp"
#include "entrypoint/completion_words.hpp"
#include "entrypoint/settings_options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace entrypoint {
namespace {

constexpr std::string_view beginning = R"bash(# Completion of migrexec for bash.
# Now: eval "$(migrexec completion bash)"
# For ever: migrexec completion bash > ~/.local/share/bash-completion/completions/migrexec

_migrexec() {
  local word i command='' cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # Bash takes the equals sign for a word of its own.
  if [ "$cur" = = ]; then
    cur=''
  elif [ "$prev" = = ]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [ "$word" = -- ]; then
      if [ "$prev" = -- ]; then
        mapfile -t COMPREPLY < <(compgen -c -- "$cur")
      else
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      fi
      return
    fi
    [ -n "$command" ] && continue
    case $word in
)bash";

constexpr std::string_view end = R"bash(  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
# Where nothing of ours fits a file may.
complete -o default -F _migrexec migrexec
)bash";

std::vector<std::string> dashed(Takers takers, const Command* command) {
  std::vector<std::string> names;
  for (const Option& option : options()) {
    if (option.takers == takers && (command == nullptr || takes(*command, option)))
      names.push_back("--" + std::string(option.name));
  }
  return names;
}

std::string command_cases() {
  std::string text;
  for (const Command& command : commands())
    text += "      " + joined(spellings(command), " | ") + ") command=" + quoted(command.name) +
            " ;;\n";
  return text + "    esac\n  done\n";
}

std::string reply(const std::string& option, const std::string& compgen) {
  return "    " + option + ") mapfile -t COMPREPLY < <(compgen " + compgen +
         " -- \"$cur\"); return ;;\n";
}

std::string value_case(const Option& option) {
  const std::string name = "--" + std::string(option.name);
  switch (follows(option)) {
    case Follows::nothing:
      return "";
    case Follows::anything:
      return "    " + name + ") return ;;\n";
    case Follows::words:
      return reply(name, "-W " + quoted(joined(words_of(option), " ")));
    case Follows::file:
      return reply(name, "-f");
    case Follows::folder:
      return reply(name, "-d");
  }
  return "";
}

std::string value_cases() {
  std::string text = "  case $prev in\n";
  for (const Option& option : options())
    text += value_case(option);
  return text + "  esac\n";
}

std::string word_cases() {
  std::string all;
  for (const Command& command : commands())
    all += joined(spellings(command), " ") + " ";
  std::string text = "  local words='" + joined(dashed(Takers::every_command, nullptr), " ") +
                     " --help --version'\n  case $command in\n    '') words=\"" + all +
                     "-- $words\" ;;\n";
  for (const Command& command : commands()) {
    std::vector<std::string> own = bare_words(command);
    for (const std::string& option : dashed(Takers::named_in_command, &command))
      own.push_back(option);
    if (!own.empty())
      text +=
          "    " + std::string(command.name) + ") words=\"" + joined(own, " ") + " $words\" ;;\n";
  }
  return text;
}

}  // namespace

std::string bash_completion() {
  return std::string(beginning) + command_cases() + value_cases() + word_cases() + std::string(end);
}

}  // namespace entrypoint
