#include "db/url.hpp"
#include "db/url_text.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace db {
namespace {

bool is_socket(const HostPort& server) {
  return server.host.starts_with('/') || server.host.starts_with('@');
}

std::string bracketed(const std::string& host) {
  const bool is_ipv6 = host.find(':') != std::string::npos &&
                       host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string::npos;
  return is_ipv6 ? '[' + host + ']' : percent_encode(host);
}

std::string encode_path(const std::string& path) {
  std::string encoded;
  for (const std::string_view folder : split(path, '/'))
    encoded.append(folder.data() == path.data() ? "" : "/").append(percent_encode(folder));
  return encoded;
}

std::string authority(const std::vector<HostPort>& hosts) {
  std::string text;
  for (const HostPort& server : hosts) {
    if (&server != &hosts.front()) text += ',';
    text += bracketed(server.host);
    if (!server.port.empty()) text += ':' + server.port;
  }
  return text;
}

/// A folder is easier to read in the query than as %2Fvar%2Frun in the host's place.
std::string query(const std::vector<HostPort>& hosts) {
  std::string names;
  std::string ports;
  for (const HostPort& server : hosts) {
    const char* comma = &server == &hosts.front() ? "" : ",";
    names.append(comma).append(encode_path(server.host));
    ports.append(comma).append(server.port);
  }
  const bool has_port = ports.find_first_not_of(',') != std::string::npos;
  return "?host=" + names + (has_port ? "&port=" + ports : "");
}

std::string public_postgresql(const Url& url) {
  const bool sockets = std::ranges::any_of(url.hosts, is_socket);
  const std::string user = url.user.empty() ? "" : percent_encode(url.user) + '@';
  return "postgresql://" + user + (sockets ? "" : authority(url.hosts)) + '/' +
         percent_encode(url.database) + (sockets ? query(url.hosts) : "");
}

}  // namespace

std::string to_public_text(const Url& url) {
  if (url.engine == Engine::postgresql) return public_postgresql(url);
  return url.path == ":memory:" ? "sqlite::memory:" : "sqlite:///" + url.path;
}

}  // namespace db
