#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wait {

enum class Scheme { tcp, http, https, unix_socket, file };

/// Something other than the database that must be there first.
struct Target {
  Scheme scheme{Scheme::tcp};
  /// A name or an address, without brackets; empty for paths.
  std::string host{};
  std::string port{};
  /// Of the file or socket; HTTP: what is asked for, with its query.
  std::string path{};
  /// HTTP: the statuses that are good, as [first, last] pairs.
  std::vector<std::pair<int, int>> statuses{};
  /// For people: without the query, which may hold a token.
  std::string text{};

  bool operator==(const Target&) const = default;
};

/// `tcp://HOST:PORT`, `http://HOST[:PORT][/PATH][#STATUS,...]`, `https://...`, `unix:///PATH` or
/// `file:///PATH`; a STATUS is `204` or `2xx`, any 2xx if there is none. Throws Error with
/// Exit::usage.
Target parse_target(std::string_view word);

/// What one text with commas between targets holds; a comma is also good inside a target.
std::vector<std::string> split_targets(std::string_view text);

/// Good statuses, for people: `2xx`, `200, 204`.
std::string statuses_text(const Target& target);

}  // namespace wait
