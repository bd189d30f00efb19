#include "db/postgres/introduction.hpp"

#include "db/driver.hpp"
#include "db/postgres/exposure.hpp"
#include "db/quote.hpp"
#include "db/session.hpp"
#include "db/url.hpp"

#include <libpq-fe.h>

#include <string>

namespace db::postgres {
namespace {

bool reached_by_socket(PGconn* connection) {
  const char* host = PQhost(connection);
  return host == nullptr || *host == '\0' || *host == '/' || *host == '@';
}

/// Every server and pooler tells it at connecting.
std::string version_of(PGconn* connection) {
  const char* told = PQparameterStatus(connection, "server_version");
  const std::string version = told == nullptr ? "" : told;
  return version.substr(0, version.find(' '));
}

}  // namespace

std::string given_history_table(const Target& target) {
  const std::string name = quote_identifier(target.history_name);
  return target.history_schema.empty() ? name
                                       : quote_identifier(target.history_schema) + "." + name;
}

/// In a new session every function and table that is met for the first time costs the server more
/// than the question itself: so it is asked for few, pg_class is not read, and only who may be a
/// temporary server of an image's first start says since when it is there. A standby's transactions
/// are read-only too.
/// An unqualified table is looked up along the search_path first: a schema that a migration made
/// must not hide it. Schemas come quoted.
std::string introduction(const Target& target, PGconn* connection) {
  const std::string schema = target.history_schema.empty() ? "pg_catalog.current_schema()"
                                                           : quote_literal(target.history_schema);
  const std::string just_started =
      reached_by_socket(connection)
          ? "pg_catalog.clock_timestamp() - pg_catalog.pg_postmaster_start_time() < '10 s'"
          : "false";
  return "SELECT pg_catalog.pg_backend_pid(), "
         "pg_catalog.current_setting('transaction_read_only'), " +
         just_started + ", current_user, pg_catalog.quote_ident(" + schema +
         "), (pg_catalog.pg_identify_object('pg_catalog.pg_class'::pg_catalog.regclass, "
         "pg_catalog.to_regclass(" +
         quote_literal(given_history_table(target)) + "), 0)).schema";
}

Server server_of(const Row& answer, const Target& target, PGconn* connection, int backend) {
  const bool exists = answer[5].has_value();
  const std::string schema = answer[exists ? 5 : 4].value_or("");
  return {
      .engine = "postgresql",
      .version = version_of(connection),
      .public_url = to_public_text(target.url),
      .user = answer[3].value_or(""),
      .writable = answer[1] == "off",
      .pooled = answer[0] != std::to_string(backend),
      .by_socket = reached_by_socket(connection),
      .just_started = answer[2] == "t",
      .password_exposed = exposes_password(way_of(connection)),
      .history_exists = exists,
      .history_table = schema.empty() ? "" : schema + "." + quote_identifier(target.history_name),
      .lock_name = schema + '\0' + target.history_name};
}

}  // namespace db::postgres
