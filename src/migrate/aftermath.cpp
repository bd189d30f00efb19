#include "migrate/aftermath.hpp"

#include "db/quote.hpp"
#include "db/session.hpp"
#include "sql/statement_traits.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace migrate {
namespace {

using What = sql::Effect::What;

/// `name` as written in SQL becomes an expression of type regclass, null if there is none.
std::string regclass(const std::string& name) {
  return "pg_catalog.to_regclass(" + db::quote_literal(name) + ")";
}

/// `name` as written becomes the text that a catalog column holds.
std::string plain(const std::string& name) {
  return "(pg_catalog.parse_ident(" + db::quote_literal(name) + "))[1]";
}

bool is_true(db::Session& session, const std::string& condition) {
  return session.query("SELECT " + condition).at(0).at(0) == "t";
}

std::string exists(const std::string& catalog, const std::string& column, const std::string& name) {
  return "EXISTS (SELECT FROM pg_catalog." + catalog + " WHERE " + column + " = " + plain(name) +
         ")";
}

struct Index {
  std::string oid;
  std::string name;
  bool valid;
};

/// The table's indexes that were not there before; with the effect's name, if it has one.
std::vector<Index> new_indexes(db::Session& session, const sql::Effect& effect,
                               std::string_view before) {
  const std::string named = effect.name.empty() ? "" : " AND c.relname = " + plain(effect.name);
  std::string known;
  if (!before.empty()) known.append(" AND c.oid NOT IN (").append(before).append(")");
  const std::string sql =
      "SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname), i.indisvalid FROM "
      "pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN "
      "pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE i.indrelid = " +
      regclass(effect.table) + named + known;
  std::vector<Index> found;
  for (const db::Row& row : session.query(sql))
    found.push_back({row[0].value_or(""), row[1].value_or(""), row[2] == "t"});
  return found;
}

Aftermath look_for_index(db::Session& session, const sql::Effect& effect, std::string_view before) {
  Aftermath aftermath = Aftermath::not_done;
  for (const Index& index : new_indexes(session, effect, before)) {
    if (index.valid) {
      aftermath = Aftermath::done;
    } else {
      session.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index.name);
    }
  }
  return aftermath;
}

/// Detaching concurrently works in two transactions; after the first one the partition is pending.
Aftermath look_for_partition(db::Session& session, const sql::Effect& effect) {
  const db::Rows rows =
      session.query("SELECT inhdetachpending FROM pg_catalog.pg_inherits WHERE inhrelid = " +
                    regclass(effect.name) + " AND inhparent = " + regclass(effect.table));
  if (rows.empty()) return Aftermath::done;
  if (rows[0][0] != "t") return Aftermath::not_done;
  session.execute("ALTER TABLE " + effect.table + " DETACH PARTITION " + effect.name + " FINALIZE");
  return Aftermath::done;
}

/// The condition under which the effect is there.
std::string condition_for(const sql::Effect& effect) {
  switch (effect.what) {
    case What::index_dropped:
      return regclass(effect.name) + " IS NULL";
    case What::database_created:
      return exists("pg_database", "datname", effect.name);
    case What::database_dropped:
      return "NOT " + exists("pg_database", "datname", effect.name);
    case What::tablespace_created:
      return exists("pg_tablespace", "spcname", effect.name);
    case What::tablespace_dropped:
      return "NOT " + exists("pg_tablespace", "spcname", effect.name);
    case What::subscription_created:
      return exists("pg_subscription", "subname", effect.name);
    case What::subscription_dropped:
      return "NOT " + exists("pg_subscription", "subname", effect.name);
    default:
      return "false";
  }
}

}  // namespace

std::string before(db::Session& session, const sql::Effect& effect) {
  if (effect.what != What::index_created) return "";
  const db::Rows rows = session.query(
      "SELECT pg_catalog.string_agg(indexrelid::pg_catalog.text, ',') FROM pg_catalog.pg_index "
      "WHERE indrelid = " +
      regclass(effect.table));
  return rows.at(0).at(0).value_or("");
}

Aftermath look(db::Session& session, const sql::Effect& effect, std::string_view before) {
  if (effect.what == What::index_created) return look_for_index(session, effect, before);
  if (effect.what == What::partition_detached) return look_for_partition(session, effect);
  return is_true(session, condition_for(effect)) ? Aftermath::done : Aftermath::not_done;
}

}  // namespace migrate
