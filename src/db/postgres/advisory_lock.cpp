#include "db/postgres/advisory_lock.hpp"

#include "base/checksum.hpp"

#include <charconv>
#include <cstdint>
#include <string>

namespace db::postgres {
namespace {

std::int64_t key_for(const std::string& lock_name) {
  const std::string hex = base::checksum_of("migrexec " + lock_name).substr(0, 16);
  std::uint64_t key = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), key, 16);
  return static_cast<std::int64_t>(key);
}

}  // namespace

AdvisoryLock::AdvisoryLock(const std::string& lock_name) : key_(key_for(lock_name)) {}

std::string AdvisoryLock::take() const {
  return "SELECT pg_catalog.pg_try_advisory_lock(" + std::to_string(key_) + ")";
}

/// Taking it while we have it would count it twice. The error is a text that is no number, made
/// while the query runs: a constant would be refused before. Our own locks are all in this
/// database.
std::string AdvisoryLock::keep() const {
  return "SELECT CASE WHEN m.ours THEN 'held' WHEN pg_catalog.pg_try_advisory_lock(" +
         std::to_string(key_) +
         ") THEN 'taken again' ELSE pg_catalog.concat('the migration lock is lost to pid ', "
         "pg_catalog.pg_backend_pid())::pg_catalog.int4::pg_catalog.text END, m.others FROM "
         "(SELECT "
         "coalesce(pg_catalog.bool_or(l.ours), false) AS ours, "
         "coalesce(pg_catalog.bool_or(NOT l.ours), false) AS others FROM (SELECT " +
         key_columns() +
         " AS ours FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.pid = "
         "pg_catalog.pg_backend_pid()) l) m";
}

std::string AdvisoryLock::release() const {
  return "SELECT pg_catalog.pg_advisory_unlock(" + std::to_string(key_) + ")";
}

/// pg_advisory_unlock_all() would give ours away.
std::string AdvisoryLock::release_others() const {
  return "SELECT CASE WHEN l.mode = 'ShareLock' THEN CASE WHEN l.objsubid = 1 THEN "
         "pg_catalog.pg_advisory_unlock_shared(k.one) ELSE "
         "pg_catalog.pg_advisory_unlock_shared(k.first, k.second) END WHEN l.objsubid = 1 THEN "
         "pg_catalog.pg_advisory_unlock(k.one) ELSE pg_catalog.pg_advisory_unlock(k.first, "
         "k.second) END FROM pg_catalog.pg_locks l CROSS JOIN LATERAL (SELECT "
         "(l.classid::pg_catalog.int8 << 32) | l.objid::pg_catalog.int8 AS one, "
         "l.classid::pg_catalog.int8::bit(32)::pg_catalog.int4 AS first, "
         "l.objid::pg_catalog.int8::bit(32)::pg_catalog.int4 AS second) k WHERE l.locktype = "
         "'advisory' AND l.pid = pg_catalog.pg_backend_pid() AND NOT (" +
         condition() + ")";
}

std::string AdvisoryLock::holder() const {
  return "SELECT 'pid ' || l.pid || coalesce(' (' || nullif(a.application_name, '') || ')', '') || "
         "coalesce(' from ' || pg_catalog.host(a.client_addr), '') || coalesce(', connected since "
         "' || pg_catalog.to_char(a.backend_start AT TIME ZONE 'UTC', 'HH24:MI:SS') || ' UTC', '') "
         "FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid "
         "WHERE " +
         condition() + " AND l.granted LIMIT 1";
}

std::string AdvisoryLock::key_columns() const {
  const auto key = static_cast<std::uint64_t>(key_);
  return "l.objsubid = 1 AND l.classid = " + std::to_string(key >> 32U) +
         " AND l.objid = " + std::to_string(key & 0xffffffffU);
}

std::string AdvisoryLock::condition() const {
  return "l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE "
         "datname = pg_catalog.current_database()) AND " +
         key_columns();
}

}  // namespace db::postgres
