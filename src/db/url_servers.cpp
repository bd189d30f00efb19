#include "db/url_servers.hpp"

#include "db/url.hpp"
#include "db/url_text.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace db {
namespace {

constexpr int highest_port = 65535;

/// The value stays unsaid: `postgres://user:password` without a host looks like a port.
void check_port(std::string_view port) {
  const bool short_number =
      port.size() <= 5 && port.find_first_not_of("0123456789") == std::string_view::npos;
  const int number = short_number && !port.empty() ? std::stoi(std::string(port)) : 0;
  const bool good = number >= 1 && number <= highest_port;
  if (!port.empty() && !good)
    throw UrlError(
        "a port is not a number from 1 to 65535",
        "write postgresql://USER@HOST:5432/DATABASE; an IPv6 address stands in brackets");
}

std::string decode_host(std::string_view host) {
  std::optional<std::string> decoded = percent_decode(host);
  if (!decoded)
    throw UrlError("\"%\" in a host is not followed by the two digits of a character",
                   "write % itself as %25");
  return *std::move(decoded);
}

/// `[::1]:5432` without its first bracket, cut at the second one.
Halves halve_at_bracket(std::string_view host_port) {
  Halves halves = halve(host_port, ']');
  const std::string_view after = halves.second.value_or("?");
  if (!after.empty() && after.front() != ':')
    throw UrlError("an IPv6 address is not closed by \"]\"", "write [::1] or [::1]:5432");
  halves.second = after.empty() ? after : after.substr(1);
  return halves;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  for (const std::string_view word : split(text, ','))
    all.emplace_back(word);
  return all;
}

}  // namespace

Servers::Servers(std::string_view hosts) {
  for (const std::string_view host_port : split(hosts, ','))
    add(host_port);
}

void Servers::add(std::string_view host_port) {
  const Halves halves =
      host_port.starts_with('[') ? halve_at_bracket(host_port.substr(1)) : halve(host_port, ':');
  hosts_.push_back(decode_host(halves.first));
  ports_.emplace_back(halves.second.value_or(""));
}

void Servers::set_hosts(std::string_view hosts) {
  hosts_ = words(hosts);
}

void Servers::set_ports(std::string_view ports) {
  ports_ = words(ports);
}

std::vector<HostPort> Servers::pairs() const {
  for (const std::string& port : ports_)
    check_port(port);
  if (ports_.size() != 1 && ports_.size() != hosts_.size())
    throw UrlError("there are " + std::to_string(ports_.size()) + " ports for " +
                       std::to_string(hosts_.size()) + " hosts",
                   "write one port for all hosts, or one for each");
  std::vector<HostPort> all;
  all.reserve(hosts_.size());
  for (std::size_t i = 0; i < hosts_.size(); ++i)
    all.push_back({.host = hosts_[i], .port = ports_[ports_.size() == 1 ? 0 : i]});
  if (all == std::vector{HostPort{}}) all.clear();
  return all;
}

}  // namespace db
