#include "entrypoint/settings_config_file.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/suggest.hpp"
#include "entrypoint/scrub.hpp"
#include "entrypoint/secret_file.hpp"
#include "entrypoint/settings_options.hpp"
#include "entrypoint/settings_values.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entrypoint {
namespace {

constexpr std::string_view spaces = " \t\r";
constexpr std::string_view word_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(spaces), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(spaces) + 1);
}

[[noreturn]] void refuse(std::string headline, std::vector<std::string> helps) {
  throw base::Error(base::Exit::configuration,
                    {.headline = std::move(headline), .helps = std::move(helps)});
}

/// Neither the config file itself, nor what only the command line knows.
bool may_be_key(const Option& option) {
  return option.name != "config";
}

[[noreturn]] void refuse_key(std::string_view key, const std::string& origin) {
  std::vector<std::string> known;
  for (const Option& option : options()) {
    if (may_be_key(option)) known.emplace_back(option.name);
  }
  const std::optional<std::string> near = base::nearest(key, known);
  // A URL without its key has a "=" too: what is no word of ours may be a secret.
  const bool is_word = key.find_first_not_of(word_characters) == std::string_view::npos;
  refuse(origin + ": unknown key" + (is_word ? " \"" + std::string(key) + '"' : ""),
         {near ? "did you mean \"" + *near + "\"?"
               : "keys are the names of options without dashes; see migrexec --help"});
}

const Option& require_key(std::string_view key, const std::string& origin) {
  const Option* option = find_option(key);
  if (option == nullptr || !may_be_key(*option)) refuse_key(key, origin);
  return *option;
}

/// What other INI files allow and ours would take as part of the value.
void check_value(std::string_view value, const std::string& place) {
  if (value.find(" #") != std::string_view::npos || value.find(" ;") != std::string_view::npos)
    refuse(place + ": a comment follows the value", {"put the comment on a line of its own"});
  if (value.starts_with('"') || value.starts_with('\''))
    refuse(place + ": the value is quoted", {"leave out the quotes"});
  if (value.empty()) refuse(place + ": the value is empty", {"leave out the line"});
}

}  // namespace

ConfigFile::ConfigFile(std::string_view text, const std::string& name) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    add(trimmed(text.substr(0, end)), name + ':' + std::to_string(number));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void ConfigFile::add(std::string_view line, const std::string& origin) {
  if (line.empty() || line.starts_with('#') || line.starts_with(';')) return;
  if (line.starts_with('['))
    refuse(origin + ": a config file has no sections", {"leave out this line"});
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos)
    refuse(origin + ": there is no \"=\" in this line", {"write option = value"});
  const Option& option = require_key(trimmed(line.substr(0, equals)), origin);
  const std::string place = origin + ": " + std::string(option.name);
  const std::string_view value = trimmed(line.substr(equals + 1));
  check_value(value, place);
  if (find(option)) refuse(place + " is given twice", {"leave out one of the lines"});
  entries_.emplace_back(&option, Value{.text = std::string(value), .origin = place});
}

std::optional<Value> ConfigFile::find(const Option& option) const {
  const auto found =
      std::ranges::find(entries_, &option, [](const auto& entry) { return entry.first; });
  if (found == entries_.end()) return std::nullopt;
  return found->second;
}

std::string find_leniently(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos && trimmed(line.substr(0, equals)) == key)
      return std::string(trimmed(line.substr(equals + 1)));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return {};
}

ConfigFile read_config_file(const Value& path) {
  // The content of MIGREXEC_CONFIG_FILE may be the config itself, by mistake, with its secrets.
  SmallFile file = read_small_file(path.text);
  if (!file.text && path.privacy == Privacy::secret)
    refuse(path.origin + ": its content is not the path of a config file",
           {"name the config file itself in MIGREXEC_CONFIG"});
  if (!file.text)
    refuse(path.origin + ": config file \"" + public_word(path.text) + "\" " + file.problem,
           std::move(file.helps));
  return {*file.text, path.text};
}

}  // namespace entrypoint
