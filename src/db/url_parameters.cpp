#include "db/url_parameters.hpp"

#include "db/url_text.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace db {
namespace {

constexpr std::array secret_names{
    std::string_view("password"), std::string_view("sslpassword"), std::string_view("passwd"),
    std::string_view("pwd"),      std::string_view("key"),
};

using Allowed = std::pair<std::string_view, std::vector<std::string>>;

const std::vector<Allowed>& enumerated() {
  static const std::vector<Allowed> all{
      {"sslmode", {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}},
      {"target_session_attrs",
       {"any", "read-write", "read-only", "primary", "standby", "prefer-standby"}},
      {"channel_binding", {"disable", "prefer", "require"}},
      {"gssencmode", {"disable", "prefer", "require"}},
      {"sslcertmode", {"disable", "allow", "require"}},
      {"sslnegotiation", {"postgres", "direct"}},
      {"load_balance_hosts", {"disable", "random"}},
  };
  return all;
}

}  // namespace

std::span<const std::string> parameter_names() {
  static const std::vector<std::string> all{
      "service",
      "user",
      "password",
      "passfile",
      "channel_binding",
      "connect_timeout",
      "dbname",
      "host",
      "hostaddr",
      "port",
      "client_encoding",
      "options",
      "application_name",
      "fallback_application_name",
      "keepalives",
      "keepalives_idle",
      "keepalives_count",
      "keepalives_interval",
      "tcp_user_timeout",
      "sslmode",
      "sslnegotiation",
      "sslcompression",
      "sslcert",
      "sslkey",
      "sslcertmode",
      "sslpassword",
      "sslrootcert",
      "sslcrl",
      "sslcrldir",
      "sslsni",
      "requirepeer",
      "require_auth",
      "gssencmode",
      "ssl_min_protocol_version",
      "krbsrvname",
      "ssl_max_protocol_version",
      "gsslib",
      "gssdelegation",
      "replication",
      "target_session_attrs",
      "load_balance_hosts",
      "ssl",
  };
  return all;
}

bool is_parameter(std::string_view name) {
  return std::ranges::find(parameter_names(), name) != parameter_names().end();
}

bool is_secret_parameter(std::string_view name) {
  return std::ranges::find(secret_names, to_lower(name)) != secret_names.end();
}

std::span<const std::string> allowed_values(std::string_view name) {
  const auto found = std::ranges::find(enumerated(), name, &Allowed::first);
  if (found == enumerated().end()) return {};
  return found->second;
}

}  // namespace db
