#include "base/suggest.hpp"
#include "db/url.hpp"
#include "db/url_engines.hpp"
#include "db/url_parameters.hpp"
#include "db/url_parts.hpp"
#include "db/url_servers.hpp"
#include "db/url_text.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace db {
namespace {

constexpr const char* how_to_encode =
    "percent-encode the password: @ is %40, / is %2F, : is %3A, ? is %3F, & is %26, % is %25; or "
    "leave it out and put it into a file named by PGPASSWORD_FILE";

UrlError unclear_password() {
  return UrlError(R"(it is not clear which "@" ends the password)", how_to_encode);
}

std::string decode(std::string_view text, const std::string& part) {
  std::optional<std::string> decoded = percent_decode(text);
  if (!decoded)
    throw UrlError("\"%\" in " + part + " is not followed by the two digits of a character",
                   "write % itself as %25");
  return *std::move(decoded);
}

std::optional<std::string> unless_empty(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::string list(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// One `name=value` of the query, decoded.
struct Parameter {
  std::string name{};
  std::string value{};
};

[[noreturn]] void refuse_name(const std::string& name) {
  if (name == "search_path" || name == "schema" || name == "currentSchema")
    throw UrlError("parameter \"" + name + "\" is unknown",
                   "write options=-csearch_path%3DNAME instead");
  const auto near = base::nearest(name, parameter_names());
  throw UrlError("parameter \"" + name + "\" is unknown",
                 near ? "did you mean \"" + *near + "\"?"
                      : "leave it out, or give migrexec a URL of its own in MIGREXEC_DATABASE_URL");
}

[[noreturn]] void refuse_value(const Parameter& parameter) {
  const std::span<const std::string> allowed = allowed_values(parameter.name);
  const auto near = base::nearest(parameter.value, allowed);
  throw UrlError(
      parameter.name + " \"" + parameter.value + "\" is unknown",
      (near ? "did you mean \"" + *near + "\"? " : std::string{}) + "there are: " + list(allowed));
}

[[noreturn]] void refuse_half(const std::string& name) {
  const std::span<const std::string> allowed = allowed_values(name);
  throw UrlError("parameter \"" + name + "\" has no value",
                 "write " + name + "=VALUE" +
                     (allowed.empty() ? std::string{} : "; there are: " + list(allowed)));
}

/// `ssl=true` as libpq and JDBC, `ssl=require` as asyncpg.
Parameter without_ssl(Parameter parameter) {
  if (parameter.name != "ssl") return parameter;
  if (parameter.value == "true" || parameter.value == "on" || parameter.value == "1")
    parameter.value = "require";
  if (parameter.value == "false" || parameter.value == "off" || parameter.value == "0")
    parameter.value = "disable";
  return {.name = "sslmode", .value = parameter.value};
}

Parameter read_parameter(std::string_view piece) {
  const Halves halves = halve(piece, '=');
  const std::string name = decode(halves.first, "the name of a parameter");
  if (!is_parameter(name)) refuse_name(name);
  if (!halves.second) refuse_half(name);
  const Parameter parameter =
      without_ssl({.name = name, .value = decode(*halves.second, "parameter \"" + name + "\"")});
  const std::span<const std::string> allowed = allowed_values(parameter.name);
  if (!allowed.empty() && std::ranges::find(allowed, parameter.value) == allowed.end())
    refuse_value(parameter);
  return parameter;
}

/// The last one of a name counts.
void keep(Url& url, Parameter parameter) {
  std::erase_if(url.parameters, [&](const auto& kept) { return kept.first == parameter.name; });
  url.parameters.emplace_back(std::move(parameter.name), std::move(parameter.value));
}

void apply(Url& url, Servers& servers, Parameter parameter) {
  if (parameter.name == "host")
    servers.set_hosts(parameter.value);
  else if (parameter.name == "port")
    servers.set_ports(parameter.value);
  else if (parameter.name == "user")
    url.user = std::move(parameter.value);
  else if (parameter.name == "password")
    url.password = unless_empty(std::move(parameter.value));
  else if (parameter.name == "dbname")
    url.database = std::move(parameter.value);
  else
    keep(url, std::move(parameter));
}

/// A raw `&` in a password makes its tail look like a parameter, which must not be shown.
void check_neighbour_of_secret(std::string_view piece) {
  if (!is_parameter(parameter_name(piece)))
    throw UrlError("an unknown parameter follows a password", how_to_encode);
}

void apply_query(Url& url, Servers& servers, std::string_view query) {
  bool secret_before = false;
  for (const std::string_view piece : split(query, '&')) {
    if (piece.empty() && !secret_before) continue;
    if (secret_before) check_neighbour_of_secret(piece);
    apply(url, servers, read_parameter(piece));
    secret_before = secret_before || is_secret_parameter(parameter_name(piece));
  }
}

Url read(const UrlParts& parts) {
  Url url{.engine = Engine::postgresql};
  const Halves userinfo = halve(parts.userinfo, ':');
  url.user = decode(userinfo.first, "the user");
  url.password = unless_empty(decode(userinfo.second.value_or(""), "the password"));
  url.database = decode(parts.path, "the database");
  Servers servers(parts.hosts);
  apply_query(url, servers, parts.query);
  url.hosts = servers.pairs();
  return url;
}

}  // namespace

Url parse_postgresql_url(std::string_view rest) {
  const UrlParts parts = split_url(rest);
  if (parts.doubt == Doubt::refuse) throw unclear_password();
  if (parts.doubt == Doubt::none) return read(parts);
  try {
    return read(parts);
  } catch (const UrlError&) {
    // Whatever it names may be the tail of a password.
    throw unclear_password();
  }
}

}  // namespace db
