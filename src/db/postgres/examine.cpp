#include "db/postgres/examine.hpp"

#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/finding.hpp"
#include "db/session.hpp"

#include <chrono>
#include <cmath>
#include <string>
#include <vector>

namespace db::postgres {
namespace {

using Verdict = Finding::Verdict;

std::string value_of(Session& session, const std::string& expression) {
  return session.query("SELECT " + expression).at(0).at(0).value_or("");
}

Finding writable(const Server& server) {
  if (server.writable) return {.subject = "writable", .text = "it is a primary"};
  return {.subject = "writable",
          .verdict = Verdict::bad,
          .text = "it is read-only: a standby, or default_transaction_read_only is on",
          .help = "name the primary in the URL",
          .exit = base::Exit::unavailable};
}

Finding pooler(const Server& server) {
  if (!server.pooled) return {.subject = "no pooler", .text = "the session is the server's own"};
  return {.subject = "no pooler",
          .verdict = Verdict::bad,
          .text = "a transaction pooler stands between: the migration lock can't be trusted",
          .help = "use the server's own host and port",
          .exit = base::Exit::configuration};
}

Finding tls(Session& session) {
  const std::string version = value_of(
      session,
      "(SELECT version FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid())");
  if (!version.empty()) return {.subject = "TLS", .text = "encrypted, " + version};
  // No address at all: a unix socket.
  const std::string local = value_of(
      session, "coalesce(pg_catalog.inet_client_addr() = pg_catalog.inet_server_addr(), true)");
  if (local == "t") return {.subject = "TLS", .text = "not encrypted, on the same host"};
  return {.subject = "TLS",
          .verdict = Verdict::warning,
          .text = "the connection is not encrypted",
          .help = "add sslmode=verify-full to the URL"};
}

Finding may_create(Session& session) {
  const std::string schema = value_of(session, "pg_catalog.current_schema()");
  if (schema.empty())
    return {.subject = "may create",
            .verdict = Verdict::bad,
            .text = "the search_path names no schema that exists",
            .help = "create one, or set the role's search_path",
            .exit = base::Exit::configuration};
  if (value_of(session, "pg_catalog.has_schema_privilege(pg_catalog.current_schema(), 'CREATE')") ==
      "t")
    return {.subject = "may create", .text = "in schema \"" + schema + "\""};
  return {.subject = "may create",
          .verdict = Verdict::bad,
          .text = "the role may not create anything in schema \"" + schema + "\"",
          .help = "GRANT CREATE ON SCHEMA " + schema + " TO " + session.server().user,
          .exit = base::Exit::refused};
}

/// ALTER and DROP are the owner's, whatever was granted.
Finding may_alter(Session& session) {
  const std::string others = value_of(
      session,
      "(SELECT pg_catalog.count(*) FROM pg_catalog.pg_class WHERE relnamespace = "
      "pg_catalog.to_regnamespace(pg_catalog.quote_ident(pg_catalog.current_schema())) AND relkind "
      "IN ('r', 'p', 'v', 'm', 'S') AND NOT pg_catalog.pg_has_role(relowner, 'USAGE'))");
  if (others == "0") return {.subject = "may alter", .text = "everything there is its own"};
  return {.subject = "may alter",
          .verdict = Verdict::bad,
          .text = others + " tables, views or sequences belong to a role that it is no member of",
          .help = "migrate as their owner: --role OWNER",
          .exit = base::Exit::refused};
}

Finding clock(Session& session, const base::World& world) {
  const double theirs =
      std::stod(value_of(session, "pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())"));
  const double ours = std::chrono::duration<double>(world.clock.wall().time_since_epoch()).count();
  const auto apart = std::llround(std::abs(theirs - ours));
  if (apart <= 5) return {.subject = "clock", .text = "the server's and ours agree"};
  return {.subject = "clock",
          .verdict = Verdict::warning,
          .text = "the server's and ours are " + std::to_string(apart) + " s apart",
          .help = "new versions by time may come out of order: set the clocks"};
}

}  // namespace

std::vector<Finding> examine(Session& session, const base::World& world) {
  return {writable(session.server()), pooler(session.server()), tls(session),
          may_create(session),        may_alter(session),       clock(session, world)};
}

}  // namespace db::postgres
