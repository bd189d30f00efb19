#include "wait/target.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/url.hpp"
#include "db/url_text.hpp"

#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wait {
namespace {

struct Kind {
  std::string_view name;
  Scheme scheme;
  std::string_view port;
};

constexpr std::array<Kind, 5> kinds{{{.name = "tcp", .scheme = Scheme::tcp, .port = ""},
                                     {.name = "http", .scheme = Scheme::http, .port = "80"},
                                     {.name = "https", .scheme = Scheme::https, .port = "443"},
                                     {.name = "unix", .scheme = Scheme::unix_socket, .port = ""},
                                     {.name = "file", .scheme = Scheme::file, .port = ""}}};
constexpr std::string_view separator = "://";
constexpr std::string_view digits = "0123456789";

const Kind* find_kind(std::string_view name) {
  const auto* const found =
      std::ranges::find(kinds, db::to_lower(name), [](const Kind& kind) { return kind.name; });
  return found == kinds.end() ? nullptr : found;
}

/// Behind the colon of `tcp://cache:x` stands a port, or what was meant as one; with an "@", or
/// where the scheme is that of something else, it may be a password.
bool may_hold_password(std::string_view word) {
  const std::string_view scheme = word.substr(0, word.find(separator));
  return find_kind(scheme) == nullptr || word.find('@') != std::string_view::npos;
}

/// What somebody wrote, without what may be a password or a token.
std::string shown(std::string_view word) {
  std::string text(word);
  if (may_hold_password(word)) {
    for (const auto& [begin, length] : db::secret_ranges(word) | std::views::reverse)
      text.replace(begin, length, "***");
  }
  return text.substr(0, text.find('?'));
}

[[noreturn]] void refuse(std::string_view word, const std::string& why,
                         std::vector<std::string> helps = {}) {
  helps.emplace_back(
      "write tcp://HOST:PORT, http://HOST/PATH, https://HOST/PATH#204, unix:///PATH or "
      "file:///PATH");
  throw base::Error(
      base::Exit::usage,
      {.headline = "cannot wait for \"" + shown(word) + "\": " + why, .helps = std::move(helps)});
}

const Kind& kind_of(std::string_view word) {
  const std::size_t end = word.find(separator);
  if (end == std::string_view::npos) refuse(word, "it does not begin with tcp:// or the like");
  const std::string_view name = word.substr(0, end);
  if (const Kind* kind = find_kind(name)) return *kind;
  if (name.starts_with("postgres") || name.starts_with("sqlite"))
    refuse(word, "it is a database",
           {"name the database with --database-url: it is waited for until it can be used"});
  refuse(word, "\"" + shown(name) + "\" is not known");
}

bool is_port(std::string_view text) {
  const bool number =
      !text.empty() && text.size() <= 5 && text.find_first_not_of(digits) == std::string_view::npos;
  if (!number) return false;
  const int port = std::stoi(std::string(text));
  return port >= 1 && port <= 65535;
}

/// Cuts `host`, `host:port` or `[address]:port`.
void set_server(Target& target, std::string_view server, std::string_view word) {
  if (server.find('@') != std::string_view::npos)
    refuse(word, "it has a user or a password, which nobody is asked for");
  const bool bracket = server.starts_with('[');
  if (!bracket && std::ranges::count(server, ':') > 1)
    refuse(word, "there is more than one \":\" in it",
           {"an IPv6 address stands in brackets: tcp://[::1]:5432"});
  const std::size_t close = bracket ? server.find(']') : 0;
  if (close == std::string_view::npos) refuse(word, "an IPv6 address is not closed by \"]\"");
  const std::size_t colon = server.find(':', close);
  target.host = bracket ? server.substr(1, close - 1) : server.substr(0, colon);
  if (colon != std::string_view::npos) target.port = server.substr(colon + 1);
  if (bracket && colon != close + 1 && server.size() != close + 1)
    refuse(word, "something stands between \"]\" and the port");
  if (target.host.empty()) refuse(word, "it has no host");
  if (target.port.empty()) refuse(word, "it has no port");
  if (!is_port(target.port)) refuse(word, "its port is not a number from 1 to 65535");
}

/// `204` or `2xx`; nothing for other words.
std::optional<std::pair<int, int>> parse_status(std::string_view text) {
  if (text.size() != 3 || text[0] < '1' || text[0] > '5') return std::nullopt;
  const int hundreds = (text[0] - '0') * 100;
  if (db::to_lower(text.substr(1)) == "xx") return std::pair(hundreds, hundreds + 99);
  if (text.find_first_not_of(digits) != std::string_view::npos) return std::nullopt;
  const int status = std::stoi(std::string(text));
  return std::pair(status, status);
}

void set_statuses(Target& target, std::string_view text, std::string_view word) {
  for (const std::string_view one : db::split(text, ',')) {
    const auto status = parse_status(one);
    if (!status)
      refuse(word, "\"" + std::string(one) + "\" is no HTTP status",
             {"write the good ones behind \"#\": #200,204 or #2xx"});
    target.statuses.push_back(*status);
  }
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter < '\x7f'; });
}

void set_http(Target& target, std::string_view rest, std::string_view word) {
  const auto [address, fragment] = db::halve(rest, '#');
  const std::size_t end = std::min(address.find_first_of("/?"), address.size());
  set_server(target, address.substr(0, end), word);
  const std::string_view path = address.substr(end);
  target.path = (path.starts_with('/') ? "" : "/") + std::string(path);
  if (!is_printable(target.path))
    refuse(word, "its path has a character that must be written as %XX");
  target.statuses.clear();
  if (fragment)
    set_statuses(target, *fragment, word);
  else
    target.statuses.emplace_back(200, 299);
}

void set_path(Target& target, std::string_view rest, std::string_view word) {
  if (!rest.starts_with('/'))
    refuse(word, "its path is not absolute",
           {"write three slashes: " + shown(word.substr(0, word.find(separator))) + ":///PATH"});
  const auto decoded = db::percent_decode(rest);
  if (!decoded)
    refuse(word, "\"%\" is not followed by the two digits of a character",
           {"write % itself as %25"});
  target.path = *decoded;
}

/// The kernel's own limit: a longer one will never answer.
void check_length(const Target& target, std::string_view word) {
  constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1;
  if (target.scheme == Scheme::unix_socket && target.path.size() > longest)
    refuse(word, "the path of a unix socket is at most " + std::to_string(longest) + " bytes");
}

}  // namespace

Target parse_target(std::string_view word) {
  const Kind& kind = kind_of(word);
  Target target{.scheme = kind.scheme, .port = std::string(kind.port), .text = shown(word)};
  const std::string_view rest = word.substr(word.find(separator) + separator.size());
  switch (kind.scheme) {
    case Scheme::tcp:
      set_server(target, rest, word);
      break;
    case Scheme::http:
    case Scheme::https:
      set_http(target, rest, word);
      break;
    case Scheme::unix_socket:
    case Scheme::file:
      set_path(target, rest, word);
      check_length(target, word);
      break;
  }
  return target;
}

std::vector<std::string> split_targets(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view piece : db::split(text, ',')) {
    const bool begins = piece.find(separator) != std::string_view::npos;
    if (begins || words.empty())
      words.emplace_back(piece);
    else
      words.back() += ',' + std::string(piece);
  }
  return words;
}

std::string statuses_text(const Target& target) {
  std::string text;
  for (const auto& [first, last] : target.statuses) {
    if (!text.empty()) text += ", ";
    text += first == last ? std::to_string(first) : std::to_string(first / 100) + "xx";
  }
  return text;
}

}  // namespace wait
