#include "entrypoint/settings_database_url.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/url.hpp"
#include "entrypoint/settings.hpp"
#include "entrypoint/settings_options.hpp"
#include "entrypoint/settings_sources.hpp"
#include "entrypoint/settings_values.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entrypoint {
namespace {

[[noreturn]] void refuse(base::Exit exit, std::string headline, std::vector<std::string> helps) {
  throw base::Error(exit, {.headline = std::move(headline), .helps = std::move(helps)});
}

/// Not whatever a shell would take: a URL in the name's place must not be shown.
bool is_variable_name(std::string_view name) {
  constexpr std::string_view characters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  return !name.empty() && name.find_first_not_of(characters) == std::string_view::npos;
}

Value follow(const Value& name, const base::World& world) {
  if (!is_variable_name(name.text) || name.privacy == Privacy::secret)
    refuse(base::Exit::configuration, name.origin + ": this is not the name of a variable",
           {"write the name alone, like DB_URL"});
  std::optional<Value> value = find_in_environment(name.text, world);
  if (!value)
    refuse(base::Exit::configuration,
           name.origin + ": variable \"" + name.text + "\" is not set or is empty",
           {"set " + name.text + " or " + name.text + "_FILE"});
  return *std::move(value);
}

/// The URL and the name of its variable, on one level of precedence.
struct Level {
  std::optional<Value> url{};
  std::optional<Value> name{};
};

std::optional<Value> choose(Level level, base::Exit exit, const base::World& world) {
  if (level.url && level.name)
    refuse(exit, "both " + level.url->origin + " and " + level.name->origin + " are given",
           {"leave out one of them"});
  if (level.name) return follow(*level.name, world);
  return std::move(level.url);
}

std::optional<Value> find_url(const Sources& sources) {
  const Option& url = *find_option("database-url");
  const Option& name = *find_option("database-url-from");
  const base::World& world = sources.world;
  if (auto found = choose({.url = find_on_command_line(url, sources.line),
                           .name = find_on_command_line(name, sources.line)},
                          base::Exit::usage, world))
    return found;
  if (auto found = choose({.url = find_in_environment(variable_of(url), world),
                           .name = find_in_environment(variable_of(name), world)},
                          base::Exit::configuration, world))
    return found;
  if (auto found = find_in_environment("DATABASE_URL", world)) return found;
  return choose({.url = sources.config.find(url), .name = sources.config.find(name)},
                base::Exit::configuration, world);
}

std::vector<std::string> helps_of(const db::UrlError& error) {
  if (error.help().empty()) return {};
  return {error.help()};
}

}  // namespace

void set_database_url(Settings& settings, const Sources& sources) {
  const std::optional<Value> value = find_url(sources);
  if (!value) return;
  settings.database_url_origin = value->origin;
  try {
    settings.database_url = db::parse_url(value->text);
  } catch (const db::UrlError& error) {
    refuse(base::Exit::configuration,
           "the database URL of " + value->origin + " is not usable: " + error.what(),
           helps_of(error));
  }
}

const db::Url& require_database_url(const Settings& settings) {
  if (!settings.database_url)
    refuse(
        base::Exit::configuration, "there is no database URL",
        {"set DATABASE_URL=postgresql://USER@HOST:5432/DATABASE or sqlite:///FILE",
         "or write --database-url URL", "or name a file that holds the URL in DATABASE_URL_FILE"});
  return *settings.database_url;
}

}  // namespace entrypoint
