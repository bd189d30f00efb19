#include "entrypoint/settings_values.hpp"

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/suggest.hpp"
#include "entrypoint/scrub.hpp"
#include "sql/placeholders.hpp"
#include "wait/target.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace entrypoint {
namespace {

std::string quoted(const Value& value) {
  if (value.privacy == Privacy::secret) return "the value";
  return '"' + public_word(value.text) + '"';
}

/// `each, all or none`.
std::string alternatives(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (&word != &words.front()) text += &word == &words.back() ? " or " : ", ";
    text += word;
  }
  return text;
}

}  // namespace

void refuse_value(const Value& value, const std::string& what, std::vector<std::string> helps) {
  throw base::Error(
      base::Exit::configuration,
      {.headline = value.origin + ": " + quoted(value) + ' ' + what, .helps = std::move(helps)});
}

void refuse_word(const Value& value, const std::vector<std::string>& known) {
  std::vector<std::string> helps;
  const std::optional<std::string> near = base::nearest(value.text, known);
  if (near && value.privacy == Privacy::open) helps.push_back("did you mean \"" + *near + "\"?");
  helps.push_back("write " + alternatives(known));
  refuse_value(value, "is not known", std::move(helps));
}

base::Duration checked_duration(const Value& value) {
  const std::optional<base::Duration> duration = base::parse_duration(value.text);
  if (!duration)
    refuse_value(value, "is not a duration",
                 {"write a number and ms, s, m or h: 250ms, 30s, 5m, 1h"});
  return *duration;
}

bool checked_switch(const Value& value) {
  static const std::vector<std::string> on{"true", "yes", "on", "1"};
  static const std::vector<std::string> off{"false", "no", "off", "0"};
  if (std::ranges::find(on, value.text) != on.end()) return true;
  if (std::ranges::find(off, value.text) != off.end()) return false;
  refuse_word(value, {"true", "false"});
}

std::string checked_text(const Value& value) {
  if (value.text.empty()) refuse_value(value, "is empty", {"write a value, or leave it out"});
  return value.text;
}

std::string checked_table(const Value& value) {
  const std::string name = checked_text(value);
  const std::vector<std::string> help{"write TABLE or SCHEMA.TABLE"};
  if (std::ranges::count(name, '.') > 1) refuse_value(value, "has more than one dot", help);
  if (name.starts_with('.') || name.ends_with('.'))
    refuse_value(value, "has nothing on one side of its dot", help);
  return name;
}

std::vector<std::string> checked_variables(const Value& value) {
  std::vector<std::string> names;
  std::string_view rest = value.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(", \t"), rest.size());
    if (end > 0) names.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (names.empty()) refuse_value(value, "names no variable", {"write NAME, or NAME,NAME"});
  if (value.text.find('=') != std::string::npos)
    refuse_value({.origin = value.origin, .privacy = Privacy::secret},
                 "has \"=\" in it, which no variable's name has", {"write the name alone"});
  return names;
}

std::size_t checked_count(const Value& value) {
  std::size_t count = 0;
  const char* end = value.text.data() + value.text.size();
  const auto [stop, error] = std::from_chars(value.text.data(), end, count);
  if (error != std::errc() || stop != end || count == 0)
    refuse_value(value, "is not a number from 1 on", {"write how many, at least 1"});
  return count;
}

std::vector<std::string> checked_placeholders(const Value& value) {
  std::vector<std::string> settings;
  std::string_view rest = value.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    // What stands behind the equals sign may be a secret.
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || !sql::is_placeholder_name(line.substr(0, equals)))
      refuse_value({.origin = value.origin, .privacy = Privacy::secret}, "is not name=value",
                   {"write " + value.origin +
                    " name=value; a name is letters, digits and _, no digit first"});
    settings.emplace_back(line);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return settings;
}

std::optional<std::string> checked_prefix(const Value& value) {
  if (value.text.find('=') != std::string::npos)
    refuse_value(value, "has \"=\" in it, which no variable's name has",
                 {"write only what the names begin with"});
  return value.text;
}

std::vector<wait::Target> checked_targets(const Value& value) {
  std::vector<wait::Target> targets;
  for (const std::string& word : wait::split_targets(value.text))
    targets.push_back(wait::parse_target(word));
  return targets;
}

}  // namespace entrypoint
