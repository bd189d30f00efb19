#include "db/sqlite/dump.hpp"

#include "db/error.hpp"
#include "db/quote.hpp"
#include "db/session.hpp"

#include <array>
#include <string>

namespace db::sqlite {
namespace {

constexpr const char* ours =
    "name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND '\"main\".\"' || replace(tbl_name, '\"', '\"\"') "
    "|| "
    "'\"' <> $1";

Rows objects(Session& session, const std::string& types) {
  const std::array<Value, 1> history{session.server().history_table};
  return session.query("SELECT name, sql FROM sqlite_schema WHERE type IN (" + types +
                           ") AND sql IS NOT NULL AND " + ours + " ORDER BY rowid",
                       history);
}

/// Generated columns can't be written.
std::string columns_of(Session& session, const std::string& table, const char* each,
                       const char* between) {
  const std::array<Value, 1> name{table};
  const std::string list = std::string("SELECT group_concat(") + each + ", " + between +
                           ") FROM (SELECT '\"' || replace(name, '\"', '\"\"') || '\"' AS n FROM "
                           "pragma_table_xinfo($1) WHERE hidden = 0)";
  return session.query(list, name).at(0).at(0).value_or("");
}

void add_rows(std::string& text, Session& session, const std::string& table) {
  const std::string name = quote_identifier(table);
  const std::string columns = columns_of(session, table, "n", "', '");
  const std::string values = columns_of(session, table, "'quote(' || n || ')'", "' || '', '' || '");
  const std::string insert = "INSERT INTO " + name + " (" + columns + ") VALUES (";
  const std::string all = "SELECT " + values + " FROM " + name;
  for (const Row& row : session.query(all))
    text.append(insert).append(row[0].value_or("")).append(");\n");
}

void refuse_virtual(const std::string& name, const std::string& sql) {
  if (!sql.starts_with("CREATE VIRTUAL TABLE")) return;
  throw SqlError(
      {.message = "\"" + name + "\" is a virtual table, which can't be written as rows"});
}

}  // namespace

std::string dump(Session& session) {
  std::string text;
  for (const Row& row : objects(session, "'table'")) {
    const std::string name = row[0].value_or("");
    refuse_virtual(name, row[1].value_or(""));
    text += row[1].value_or("") + ";\n";
    add_rows(text, session, name);
  }
  for (const Row& row : objects(session, "'index', 'view', 'trigger'"))
    text += row[1].value_or("") + ";\n";
  return text;
}

}  // namespace db::sqlite
