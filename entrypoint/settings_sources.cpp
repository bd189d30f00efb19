#include "entrypoint/settings_sources.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "entrypoint/scrub.hpp"
#include "entrypoint/secret_file.hpp"
#include "entrypoint/settings_command_line.hpp"
#include "entrypoint/settings_config_file.hpp"
#include "entrypoint/settings_options.hpp"
#include "entrypoint/settings_values.hpp"

#include <optional>
#include <string>
#include <utility>

namespace entrypoint {
namespace {

[[noreturn]] void refuse_both(const std::string& variable) {
  throw base::Error(base::Exit::configuration,
                    {.headline = "both " + variable + " and " + variable + "_FILE are set",
                     .helps = {"unset one of them"}});
}

Value read_value(const std::string& variable, const std::string& path) {
  SmallFile file = read_secret_file(path);
  if (!file.text)
    throw base::Error(
        base::Exit::configuration,
        {.headline = variable + ": file \"" + public_word(path) + "\" " + file.problem,
         .helps = std::move(file.helps)});
  return {.text = *std::move(file.text), .origin = variable, .privacy = Privacy::secret};
}

}  // namespace

std::optional<Value> find_in_environment(const std::string& variable, const base::World& world) {
  const std::string text = world.getenv(variable).value_or("");
  const std::string path = world.getenv(variable + "_FILE").value_or("");
  if (!text.empty() && !path.empty()) refuse_both(variable);
  if (!path.empty()) return read_value(variable + "_FILE", path);
  if (text.empty()) return std::nullopt;
  return Value{.text = text, .origin = variable};
}

std::optional<Value> find_on_command_line(const Option& option, const CommandLine& line) {
  std::optional<Value> value;
  for (const GivenOption& given : line.options) {
    if (given.option != &option) continue;
    if (value)
      value->text += (option.repeats == Repeats::as_lines ? '\n' : ',') + given.value;
    else
      value = Value{.text = given.value, .origin = "--" + std::string(option.name)};
  }
  return value;
}

std::optional<Value> Sources::find(const Option& option) const {
  if (auto value = find_on_command_line(option, line)) return value;
  if (auto value = find_in_environment(variable_of(option), world)) return value;
  return config.find(option);
}

}  // namespace entrypoint
