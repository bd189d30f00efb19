#include "db/sqlite/leftovers.hpp"

#include "db/quote.hpp"
#include "db/session.hpp"
#include "db/sqlite/connection.hpp"

namespace db::sqlite {

void drop_temporary(Connection& connection, const Limits& limits) {
  // Virtual tables and views have no pages; a virtual table takes those that it keeps its content
  // in along, hence the IF EXISTS. SQLite's own tables can't be dropped.
  const Rows objects = connection.query(
      "SELECT type, name FROM temp.sqlite_master WHERE type IN ('table', 'view', 'trigger') AND "
      "substr(name, 1, 7) <> 'sqlite_' ORDER BY rootpage",
      {}, limits);
  for (const Row& object : objects)
    connection.execute("DROP " + object.at(0).value_or("") + " IF EXISTS temp." +
                           quote_identifier(object.at(1).value_or("")),
                       limits);
}

void detach_all(Connection& connection, const Limits& limits) {
  const Rows attached =
      connection.query("SELECT name FROM pragma_database_list WHERE seq > 1", {}, limits);
  for (const Row& database : attached)
    connection.execute("DETACH " + quote_identifier(database.at(0).value_or("")), limits);
}

}  // namespace db::sqlite
