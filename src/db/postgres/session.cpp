#include "db/postgres/session.hpp"

#include "base/checksum.hpp"
#include "base/duration.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/postgres/connect_failure.hpp"
#include "db/postgres/exposure.hpp"
#include "db/postgres/handles.hpp"
#include "db/quote.hpp"
#include "db/session.hpp"
#include "db/url.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace db::postgres {
namespace {

using std::chrono::seconds;

/// How long cleaning up may take.
constexpr auto patience_to_clean_up = seconds(2);

Rows rows_of(const PGresult* result) {
  Rows rows(static_cast<std::size_t>(PQntuples(result)));
  const int columns = PQnfields(result);
  for (int r = 0; r < PQntuples(result); ++r) {
    for (int c = 0; c < columns; ++c) {
      Value value;
      if (PQgetisnull(result, r, c) == 0) value = PQgetvalue(result, r, c);
      rows[static_cast<std::size_t>(r)].push_back(std::move(value));
    }
  }
  return rows;
}

std::int64_t key_for(const std::string& lock_name) {
  const std::string hex = base::checksum_of("migrexec " + lock_name).substr(0, 16);
  std::uint64_t key = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), key, 16);
  return static_cast<std::int64_t>(key);
}

/// As the server counts; what is more than it can hold is 24 days, its most.
std::string milliseconds(std::optional<base::Duration> duration) {
  constexpr base::Duration::rep most = std::numeric_limits<std::int32_t>::max();
  return std::to_string(std::min(duration.value_or(base::Duration(0)).count(), most));
}

std::string set_limits(const Limits& limits, const std::string& set) {
  return set + " lock_timeout = " + milliseconds(limits.lock) + "; " + set +
         " statement_timeout = " + milliseconds(limits.statement);
}

/// What the server is, and where the history is or would be. An unqualified table is looked up
/// along the search_path first: a schema that a migration made must not hide it. The schema comes
/// quoted.
std::string introduction(const Target& target) {
  const std::string name = quote_identifier(target.history_name);
  const std::string given =
      target.history_schema.empty() ? name : quote_identifier(target.history_schema) + "." + name;
  const std::string schema =
      target.history_schema.empty() ? "current_schema()" : quote_literal(target.history_schema);
  return "SELECT pg_backend_pid(), pg_is_in_recovery() OR current_setting('transaction_read_only') "
         "= 'on', current_setting('server_version'), clock_timestamp() - "
         "pg_postmaster_start_time() < interval '10 s', current_user, coalesce((SELECT "
         "c.relnamespace::pg_catalog.regnamespace::pg_catalog.text FROM pg_catalog.pg_class c "
         "WHERE c.oid = h.oid), pg_catalog.quote_ident(" +
         schema + ")), h.oid IS NOT NULL FROM (SELECT pg_catalog.to_regclass(" +
         quote_literal(given) + ")::pg_catalog.oid AS oid) h";
}

bool reached_by_socket(PGconn* connection) {
  const char* host = PQhost(connection);
  return host == nullptr || *host == '\0' || *host == '/' || *host == '@';
}

}  // namespace

PostgresSession::PostgresSession(Connection connection, Target target, const base::World& world)
    : target_(std::move(target)),
      world_(world),
      conversation_(std::move(connection), world, target_.on_notice) {
  try {
    introduce();
  } catch (const SqlError& error) {
    throw ConnectError(connect_failure(error.failure()));
  } catch (const ConnectionLost& error) {
    // A pooler lets us in although its server is away.
    throw ConnectError(connect_failure(std::string_view(error.what())));
  }
}

std::string PostgresSession::set_role() const {
  return target_.role.empty() ? "" : "SET ROLE " + quote_identifier(target_.role) + "; ";
}

void PostgresSession::introduce() {
  PGconn* raw = conversation_.raw();
  const Result answer = conversation_.ask(set_role() + introduction(target_));
  const Row row = rows_of(answer.get()).at(0);
  const std::string name = quote_identifier(target_.history_name);
  const std::string schema = row[5].value_or("");
  const std::string version = row[2].value_or("");
  server_ = {.engine = "postgresql",
             .version = version.substr(0, version.find(' ')),
             .public_url = to_public_text(target_.url),
             .user = row[4].value_or(""),
             .writable = row[1] == "f",
             .pooled = row[0] != std::to_string(PQbackendPID(raw)),
             .by_socket = reached_by_socket(raw),
             .just_started = row[3] == "t",
             .password_exposed = exposes_password(way_of(raw)),
             .history_exists = row[6] == "t",
             .history_table = schema.empty() ? "" : schema + "." + name,
             .lock_name = schema + '\0' + target_.history_name};
  lock_key_ = key_for(server_.lock_name);
}

void PostgresSession::execute(std::string_view sql) {
  touched_ = true;
  conversation_.run(std::string(sql));
}

Rows PostgresSession::query(std::string_view sql, std::span<const Value> parameters) {
  const Result result = parameters.empty() ? conversation_.ask(std::string(sql))
                                           : conversation_.ask(std::string(sql), parameters);
  return rows_of(result.get());
}

void PostgresSession::copy(std::string_view statement, const NextPiece& next) {
  touched_ = true;
  conversation_.copy(std::string(statement), next);
}

void PostgresSession::begin(const Limits& limits) {
  conversation_.ask("BEGIN; " + set_limits(limits, "SET LOCAL"));
}

void PostgresSession::commit() {
  const Result result = conversation_.ask("COMMIT");
  if (std::string_view(PQcmdStatus(result.get())) == "ROLLBACK")
    throw SqlError({.message = "the transaction had failed and was rolled back", .code = "25P02"});
}

void PostgresSession::rollback() noexcept {
  try {
    if (!in_transaction()) return;
    conversation_.hurry(world_.clock.now() + patience_to_clean_up);
    conversation_.ask("ROLLBACK");
    conversation_.relax();
  } catch (const std::exception&) {
    // The server rolls back when the connection ends, which is next.
    return;
  }
}

bool PostgresSession::in_transaction() const {
  const PGTransactionStatusType status = PQtransactionStatus(conversation_.raw());
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

void PostgresSession::limit(const Limits& limits) {
  touched_ = true;
  conversation_.ask(set_limits(limits, in_transaction() ? "SET LOCAL" : "SET"));
}

/// DISCARD ALL would drop the migration lock, and cannot run inside a transaction.
void PostgresSession::reset() {
  if (!touched_) return;
  const std::string checked = in_transaction() ? "SET CONSTRAINTS ALL IMMEDIATE; " : "";
  conversation_.ask(checked +
                    "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL; "
                    "DEALLOCATE ALL; UNLISTEN *; DISCARD PLANS; DISCARD TEMP; DISCARD SEQUENCES; " +
                    own_settings_ + set_role());
  if (!in_transaction()) release_foreign_locks();
  // Locks of the transaction at hand go with it; what remains then is the migration's own.
  touched_ = foreign_locks_;
}

/// pg_advisory_unlock_all() would give ours away.
void PostgresSession::release_foreign_locks() {
  while (foreign_locks_) {
    const Rows released = query(
        "SELECT CASE WHEN l.mode = 'ShareLock' THEN CASE WHEN l.objsubid = 1 THEN "
        "pg_catalog.pg_advisory_unlock_shared(k.one) ELSE "
        "pg_catalog.pg_advisory_unlock_shared(k.first, k.second) END WHEN l.objsubid = 1 THEN "
        "pg_catalog.pg_advisory_unlock(k.one) ELSE pg_catalog.pg_advisory_unlock(k.first, "
        "k.second) END FROM pg_catalog.pg_locks l CROSS JOIN LATERAL (SELECT "
        "(l.classid::pg_catalog.int8 << 32) | l.objid::pg_catalog.int8 AS one, "
        "l.classid::pg_catalog.int8::bit(32)::pg_catalog.int4 AS first, "
        "l.objid::pg_catalog.int8::bit(32)::pg_catalog.int4 AS second) k WHERE l.locktype = "
        "'advisory' AND l.pid = pg_catalog.pg_backend_pid() AND NOT (" +
        lock_condition() + ")");
    foreign_locks_ = !released.empty();
  }
}

void PostgresSession::act_as_owner() {
  const std::string role = target_.role.empty() ? "NONE" : quote_identifier(target_.role);
  conversation_.ask("SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE " + role);
}

/// A killed client's statement would go on and keep the lock for as long as it takes.
void PostgresSession::let_server_notice_our_death() {
  if (!own_settings_.empty()) return;
  const std::string keepalives =
      "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = "
      "3; ";
  const std::string check = "SET client_connection_check_interval = 500; ";
  own_settings_ = keepalives;
  if (PQserverVersion(conversation_.raw()) >= 140000) {
    try {
      conversation_.ask(check);
      own_settings_ += check;
    } catch (const SqlError&) {
      // Only servers on Linux and a few others can; the lock then lives until the statement ends.
      own_settings_ = keepalives;
    }
  }
  conversation_.ask(keepalives);
}

std::string PostgresSession::lock_condition() const {
  const auto key = static_cast<std::uint64_t>(lock_key_);
  return "l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE "
         "datname = pg_catalog.current_database()) AND l.objsubid = 1 AND l.classid = " +
         std::to_string(key >> 32U) + " AND l.objid = " + std::to_string(key & 0xffffffffU);
}

bool PostgresSession::try_lock() {
  let_server_notice_our_death();
  const Rows rows =
      query("SELECT pg_catalog.pg_try_advisory_lock(" + std::to_string(lock_key_) + ")");
  locked_ = rows.at(0).at(0) == "t";
  return locked_;
}

bool PostgresSession::keep_lock() {
  const std::string mine =
      "FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.pid = "
      "pg_catalog.pg_backend_pid() AND ";
  // Taking it while we have it would count it twice.
  const Row row =
      query("SELECT CASE WHEN EXISTS (SELECT " + mine + lock_condition() +
            ") THEN 'held' WHEN pg_catalog.pg_try_advisory_lock(" + std::to_string(lock_key_) +
            ") THEN 'taken again' END, EXISTS (SELECT " + mine + "NOT (" + lock_condition() + "))")
          .at(0);
  foreign_locks_ = row.at(1) == "t";
  touched_ = touched_ || foreign_locks_;
  // What drops the lock (DISCARD ALL) drops our settings and role too.
  if (row.at(0) == "taken again" && !in_transaction())
    conversation_.ask(own_settings_ + set_role());
  return row.at(0).has_value();
}

void PostgresSession::unlock() noexcept {
  try {
    if (!std::exchange(locked_, false)) return;
    conversation_.hurry(world_.clock.now() + patience_to_clean_up);
    conversation_.ask("SELECT pg_catalog.pg_advisory_unlock(" + std::to_string(lock_key_) + ")");
    conversation_.relax();
  } catch (const std::exception&) {
    // The lock goes with the connection, which ends next.
    return;
  }
}

std::string PostgresSession::lock_holder() {
  const Rows rows = query(
      "SELECT 'pid ' || l.pid || coalesce(' (' || nullif(a.application_name, '') || ')', '') || "
      "coalesce(' from ' || pg_catalog.host(a.client_addr), '') || coalesce(', connected since ' "
      "|| pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', 'HH24:MI:SS') || ' UTC', '') "
      "FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE " +
      lock_condition() + " AND l.granted LIMIT 1");
  return rows.empty() ? "" : rows[0][0].value_or("");
}

}  // namespace db::postgres
