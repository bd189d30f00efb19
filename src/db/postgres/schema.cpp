#include "db/postgres/schema.hpp"

#include "db/session.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace db::postgres {
namespace {

/// The relations that neither PostgreSQL nor an extension brought along, nor migrexec; the labels
/// are qualified.
constexpr std::string_view own_relations =
    "own AS (SELECT c.*, pg_catalog.format('%I.%I', n.nspname, c.relname) AS label FROM "
    "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
    "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM "
    "pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND "
    "d.objid = c.oid AND d.deptype = 'e') AND c.oid IS DISTINCT FROM pg_catalog.to_regclass($1))";

/// One row, one line; what a rolled-back migration can't put back (the order of columns, object
/// numbers) is left out.
constexpr std::array<std::string_view, 13> lines{
    "SELECT 'schema ' || nspname || coalesce(' ' || nspacl::pg_catalog.text, '') FROM "
    "pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
    "SELECT 'extension ' || extname || ' ' || extversion FROM pg_catalog.pg_extension",
    "SELECT (CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN "
    "'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign "
    "table' ELSE 'type' END) || ' ' || label || coalesce(' ' || relacl::pg_catalog.text, '') || "
    "coalesce(' ' || reloptions::pg_catalog.text, '') || CASE WHEN relrowsecurity THEN ' row "
    "security' ELSE '' END || CASE relpersistence WHEN 'u' THEN ' unlogged' ELSE '' END FROM own "
    "WHERE relkind NOT IN ('i', 'I', 't')",
    "SELECT 'column ' || label || '.' || attname || ' ' || pg_catalog.format_type(atttypid, "
    "atttypmod) || CASE WHEN attnotnull THEN ' not null' ELSE '' END || coalesce(' default ' || "
    "pg_catalog.pg_get_expr(adbin, adrelid), '') || attidentity::pg_catalog.text || "
    "attgenerated::pg_catalog.text || coalesce(' ' || attacl::pg_catalog.text, '') FROM own JOIN "
    "pg_catalog.pg_attribute a ON a.attrelid = own.oid LEFT JOIN pg_catalog.pg_attrdef f ON "
    "f.adrelid = a.attrelid AND f.adnum = a.attnum WHERE attnum > 0 AND NOT attisdropped AND "
    "relkind IN ('r', 'p', 'v', 'm', 'f', 'c')",
    "SELECT 'constraint ' || label || '.' || conname || ' ' || "
    "pg_catalog.pg_get_constraintdef(k.oid) || CASE WHEN convalidated THEN '' ELSE ' not valid' "
    "END FROM own JOIN pg_catalog.pg_constraint k ON k.conrelid = own.oid WHERE contype <> 'n'",
    "SELECT 'index ' || pg_catalog.pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' "
    "ELSE ' invalid' END FROM own JOIN pg_catalog.pg_index i ON i.indrelid = own.oid",
    "SELECT 'definition of ' || label || ' ' || pg_catalog.pg_get_viewdef(own.oid) FROM own WHERE "
    "relkind IN ('v', 'm')",
    "SELECT 'sequence ' || label || ' ' || pg_catalog.row_to_json(s)::pg_catalog.text FROM own "
    "JOIN LATERAL (SELECT seqtypid::pg_catalog.regtype, seqstart, seqincrement, seqmax, seqmin, "
    "seqcache, seqcycle FROM pg_catalog.pg_sequence WHERE seqrelid = own.oid) s ON true",
    "SELECT 'trigger ' || pg_catalog.pg_get_triggerdef(t.oid) || ' ' || "
    "tgenabled::pg_catalog.text FROM own JOIN pg_catalog.pg_trigger t ON t.tgrelid = own.oid "
    "WHERE NOT tgisinternal",
    "SELECT 'rule ' || pg_catalog.pg_get_ruledef(r.oid) FROM own JOIN pg_catalog.pg_rewrite r ON "
    "r.ev_class = own.oid WHERE rulename <> '_RETURN'",
    "SELECT 'policy ' || label || '.' || polname || ' ' || polcmd::pg_catalog.text || ' ' || "
    "coalesce(pg_catalog.pg_get_expr(polqual, polrelid), '') || ' ' || "
    "coalesce(pg_catalog.pg_get_expr(polwithcheck, polrelid), '') FROM own JOIN "
    "pg_catalog.pg_policy p ON p.polrelid = own.oid",
    "SELECT 'function ' || CASE prokind WHEN 'a' THEN p.oid::pg_catalog.regprocedure::"
    "pg_catalog.text ELSE pg_catalog.pg_get_functiondef(p.oid) END || coalesce(' ' || "
    "proacl::pg_catalog.text, '') FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON "
    "n.oid = p.pronamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND "
    "NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = "
    "'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')",
    "SELECT 'type ' || pg_catalog.format_type(t.oid, NULL) || ' ' || typtype::pg_catalog.text || "
    "' ' || coalesce((SELECT pg_catalog.string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM "
    "pg_catalog.pg_enum e WHERE e.enumtypid = t.oid), '') || CASE WHEN typtype = 'd' THEN "
    "pg_catalog.format_type(typbasetype, typtypmod) || coalesce(' default ' || typdefault, '') || "
    "coalesce((SELECT ' ' || pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(k.oid), ' ' "
    "ORDER BY conname) FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid), '') ELSE '' END "
    "FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE "
    "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND typtype IN ('e', 'd', 'r') AND "
    "NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = "
    "'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid AND d.deptype = 'e')",
};

std::string question() {
  std::string sql = "WITH " + std::string(own_relations);
  const char* between = " ";
  for (const std::string_view line : lines) {
    sql += between + std::string(line);
    between = " UNION ALL ";
  }
  return sql + " ORDER BY 1";
}

}  // namespace

std::vector<std::string> schema(Session& session) {
  const std::array<Value, 1> history{session.server().history_table};
  std::vector<std::string> found;
  for (const Row& row : session.query(question(), history))
    found.push_back(row.at(0).value_or(""));
  return found;
}

}  // namespace db::postgres
