#include "db/url.hpp"

#include "db/url_engines.hpp"
#include "db/url_text.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

namespace db {
namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view scheme_characters = "abcdefghijklmnopqrstuvwxyz0123456789+.-_";
constexpr const char* what_works =
    "write postgresql://USER@HOST:5432/DATABASE, or sqlite:///FILE (sqlite:////FILE is absolute)";

/// A URL cut at its first colon.
struct Schemed {
  /// In lower case, with its `+driver`.
  std::string scheme{};
  std::string_view rest{};

  [[nodiscard]] std::string engine() const { return scheme.substr(0, scheme.find('+')); }
};

bool is_scheme(std::string_view word) {
  return !word.empty() && letters.find(word.front()) != std::string_view::npos &&
         word.find_first_not_of(scheme_characters) == std::string_view::npos;
}

std::optional<Schemed> cut_scheme(std::string_view text) {
  const Halves halves = halve(text, ':');
  const std::string scheme = to_lower(halves.first);
  if (!halves.second || !is_scheme(scheme)) return std::nullopt;
  return Schemed{.scheme = scheme, .rest = *halves.second};
}

bool is_control(char letter) {
  return std::iscntrl(static_cast<unsigned char>(letter)) != 0;
}

void check_characters(std::string_view text) {
  if (text.empty()) throw UrlError("it is empty", what_works);
  constexpr std::string_view space = " \t\r\n\v\f";
  if (space.find(text.front()) != std::string_view::npos ||
      space.find(text.back()) != std::string_view::npos)
    throw UrlError("there is white space around it",
                   "take away spaces and line ends before and after the URL");
  if (std::ranges::any_of(text, is_control))
    throw UrlError("there is a line end or another control character in it",
                   "write the URL on one line");
}

[[noreturn]] void refuse_scheme(const Schemed& url) {
  if (url.scheme == "jdbc")
    throw UrlError(R"(scheme "jdbc" is not supported)", R"(leave out "jdbc:")");
  // Without its slashes the word before a colon may be anything: a user, even a password.
  if (!url.rest.starts_with("//")) throw UrlError("it has no known scheme", what_works);
  throw UrlError("scheme \"" + url.scheme + "\" is not supported", what_works);
}

Url parse_after_slashes(const Schemed& url) {
  if (!url.rest.starts_with("//"))
    throw UrlError(R"("//" is missing after ")" + url.scheme + ":\"", what_works);
  return parse_postgresql_url(url.rest.substr(2));
}

}  // namespace

Url parse_url(std::string_view text) {
  check_characters(text);
  const std::optional<Schemed> url = cut_scheme(text);
  if (!url) throw UrlError("it has no known scheme", what_works);
  const std::string engine = url->engine();
  if (engine == "postgresql" || engine == "postgres") return parse_after_slashes(*url);
  if (engine == "sqlite" || engine == "sqlite3") return parse_sqlite_url(url->rest);
  refuse_scheme(*url);
}

}  // namespace db
