#include "db/session.hpp"

#include <string>
#include <string_view>

namespace db {

void Session::first_look(std::string_view columns, const TakeRow& take) {
  if (!server().history_exists) return;
  for (const Row& row : query(select_history(columns, server().history_table)))
    take(row);
}

std::string select_history(std::string_view columns, std::string_view table) {
  std::string sql = "SELECT ";
  sql.append(columns).append(" FROM ").append(table);
  return sql;
}

}  // namespace db
