#include "entrypoint/completion_words.hpp"

#include "entrypoint/command.hpp"
#include "entrypoint/completion_script.hpp"
#include "entrypoint/settings_options.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entrypoint {

Follows follows(const Option& option) {
  if (option.argument.empty()) return Follows::nothing;
  if (option.argument == "DIR") return Follows::folder;
  if (option.argument == "FILE") return Follows::file;
  return option.argument.find('|') == std::string_view::npos ? Follows::anything : Follows::words;
}

std::vector<std::string> words_of(const Option& option) {
  std::vector<std::string> words;
  std::string_view rest = option.argument;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    words.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

std::vector<std::string> spellings(const Command& command) {
  std::vector<std::string> words{std::string(command.name)};
  words.insert(words.end(), command.aliases.begin(), command.aliases.end());
  return words;
}

std::vector<std::string> bare_words(const Command& command) {
  if (command.words == BareWords::shells)
    return {completion_shells().begin(), completion_shells().end()};
  std::vector<std::string> words;
  if (command.words != BareWords::targets) return words;
  for (const char* target : {"head", "base"}) {
    if (command.synopsis.find(target) != std::string_view::npos) words.emplace_back(target);
  }
  return words;
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char letter : text) {
    if (special.find(letter) != std::string_view::npos) result += '\\';
    result += letter;
  }
  return result;
}

std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char letter : text)
    result += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return result + "'";
}

}  // namespace entrypoint
