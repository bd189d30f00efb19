#include "sql/directives.hpp"

#include "base/duration.hpp"
#include "base/suggest.hpp"
#include "sql/bytes.hpp"
#include "sql/statement_stream.hpp"
#include "sql/text_error.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sql {
namespace {

struct Setting {
  std::string name{};
  std::string value{};
  std::size_t offset{0};
};

struct Known {
  std::string_view name;
  std::string_view help;
  /// False if it can't be that.
  bool (*set)(Directives&, std::string_view value);
};

bool set_transaction(Directives& directives, std::string_view value) {
  directives.transactional = Transactional::no;
  return value == "none";
}

bool set_foreign_keys(Directives& directives, std::string_view value) {
  directives.foreign_keys_off = true;
  return value == "off";
}

bool set_statement_timeout(Directives& directives, std::string_view value) {
  directives.statement_timeout = base::parse_duration(value);
  return directives.statement_timeout.has_value();
}

bool set_placeholders(Directives& directives, std::string_view value) {
  directives.placeholders = true;
  return value == "on";
}

bool set_compatible_from(Directives& directives, std::string_view value) {
  directives.compatible_from = value;
  return !value.empty() && std::ranges::all_of(value, [](char c) { return digits.has(c); });
}

constexpr std::array known{
    Known{.name = "transaction",
          .help = "write transaction=none, or leave it out",
          .set = set_transaction},
    Known{.name = "foreign-keys",
          .help = "write foreign-keys=off, or leave it out",
          .set = set_foreign_keys},
    Known{.name = "statement-timeout",
          .help = "write statement-timeout=30s, or another duration",
          .set = set_statement_timeout},
    Known{.name = "placeholders",
          .help = "write placeholders=on, or leave it out",
          .set = set_placeholders},
    Known{.name = "compatible-from",
          .help = "write compatible-from= and the digits of a version",
          .set = set_compatible_from},
};

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), lower);
  return result;
}

/// Without an equals sign the value is empty.
Setting setting_of(const DirectiveComment& comment) {
  const std::string_view text = comment.text;
  const std::size_t equals = std::min(text.find('='), text.size());
  const std::string_view value = text.substr(std::min(equals + 1, text.size()));
  return {.name = lower_case(trim(text.substr(0, equals))),
          .value = std::string(trim(value)),
          .offset = comment.offset};
}

std::string help_for_unknown(std::string_view name) {
  std::vector<std::string> names;
  names.reserve(known.size());
  for (const Known& candidate : known)
    names.emplace_back(candidate.name);
  if (const auto meant = base::nearest(name, names)) return "did you mean \"" + *meant + "\"?";
  std::string list = names.front();
  for (std::size_t i = 1; i < names.size(); ++i)
    list += (i + 1 < names.size() ? ", " : " and ") + names[i];
  return "the directives are " + list;
}

const Known& find_known(const Setting& setting) {
  const auto* const found = std::ranges::find(known, setting.name, &Known::name);
  if (found == known.end())
    throw TextError("unknown directive \"" + setting.name + "\"", setting.offset,
                    help_for_unknown(setting.name));
  return *found;
}

std::string complaint(const Setting& setting) {
  const std::string directive = "the directive \"" + setting.name + "\"";
  return setting.value.empty() ? directive + " needs a value"
                               : directive + " can't be \"" + setting.value + "\"";
}

void apply(const Setting& setting, Directives& directives) {
  const Known& directive = find_known(setting);
  if (!directive.set(directives, lower_case(setting.value)))
    throw TextError(complaint(setting), setting.offset, std::string(directive.help));
}

}  // namespace

Directives parse_directives(std::span<const DirectiveComment> comments) {
  Directives directives;
  std::set<std::string> seen;
  for (const DirectiveComment& comment : comments) {
    const Setting setting = setting_of(comment);
    apply(setting, directives);
    if (!comment.in_header)
      throw TextError("a directive must stand before the first statement", comment.offset,
                      "move it to the top of the file");
    if (!seen.insert(setting.name).second)
      throw TextError("the directive \"" + setting.name + "\" is given twice", comment.offset,
                      "leave one of them out");
  }
  return directives;
}

}  // namespace sql
