#include "db/postgres/exposure.hpp"

#include "db/postgres/handles.hpp"

#include <libpq-fe.h>

#include <string>
#include <string_view>

namespace db::postgres {
namespace {

std::string text_of(const char* text) {
  return text == nullptr ? "" : text;
}

/// As libpq settled it, from the URL, the environment or a service file.
std::string sslmode_of(PGconn* connection) {
  const Options options(PQconninfo(connection));
  for (const PQconninfoOption* one = options.get(); one != nullptr && one->keyword != nullptr;
       ++one) {
    if (std::string_view(one->keyword) == "sslmode") return text_of(one->val);
  }
  return "";
}

bool is_another_host(std::string_view address) {
  const bool socket = address.empty() || address.starts_with('/') || address.starts_with('@');
  return !socket && !address.starts_with("127.") && address != "::1";
}

}  // namespace

Way way_of(PGconn* connection) {
  return {.address = text_of(PQhostaddr(connection)),
          .sslmode = sslmode_of(connection),
          .password_used = PQconnectionUsedPassword(connection) != 0,
          .encrypted = PQsslInUse(connection) != 0 || PQgssEncInUse(connection) != 0};
}

bool exposes_password(const Way& way) {
  return way.password_used && !way.encrypted && way.sslmode != "disable" &&
         is_another_host(way.address);
}

}  // namespace db::postgres
