#include "migrate/foreign_keys.hpp"

#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "sql/dialect.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace migrate {
namespace {

std::string describe(const db::Row& row) {
  return "row " + row[1].value_or("?") + " of \"" + row[0].value_or("?") +
         "\" points at no row of \"" + row[2].value_or("?") + "\"";
}

}  // namespace

void check_foreign_keys(db::Session& session, const db::Driver& driver) {
  if (driver.dialect != sql::Dialect::sqlite) return;
  const db::Rows rows = session.query("SELECT * FROM pragma_foreign_key_check LIMIT 6");
  if (rows.empty()) return;
  std::string detail;
  for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), 5); ++i)
    detail += (i == 0 ? "" : "\n") + describe(rows[i]);
  if (rows.size() > 5) detail += "\nand more";
  throw db::SqlError({.message = "foreign keys are violated",
                      .code = "SQLITE_CONSTRAINT_FOREIGNKEY",
                      .detail = detail});
}

}  // namespace migrate
