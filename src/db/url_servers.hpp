#pragma once

#include "db/url.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace db {

/// The hosts and ports of a URL while it is read: the query may replace either.
class Servers {
 public:
  /// `a:1,[::1]:2`, not decoded. Throws UrlError, never with a host in it.
  explicit Servers(std::string_view hosts);

  /// Decoded, with commas between.
  void set_hosts(std::string_view hosts);
  void set_ports(std::string_view ports);

  /// Side by side; one port is for all hosts. Throws UrlError.
  [[nodiscard]] std::vector<HostPort> pairs() const;

 private:
  void add(std::string_view host_port);

  std::vector<std::string> hosts_;
  std::vector<std::string> ports_;
};

}  // namespace db
