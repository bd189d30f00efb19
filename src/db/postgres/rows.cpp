#include "db/postgres/rows.hpp"

#include "db/session.hpp"

#include <libpq-fe.h>

#include <cstddef>

namespace db::postgres {

void each_row(const PGresult* result, const TakeRow& take) {
  Row row(static_cast<std::size_t>(PQnfields(result)));
  for (int r = 0; r < PQntuples(result); ++r) {
    for (int c = 0; c < PQnfields(result); ++c) {
      Value& value = row[static_cast<std::size_t>(c)];
      value.reset();
      if (PQgetisnull(result, r, c) == 0) value = PQgetvalue(result, r, c);
    }
    take(row);
  }
}

Rows rows_of(const PGresult* result) {
  Rows rows;
  rows.reserve(static_cast<std::size_t>(PQntuples(result)));
  each_row(result, [&](const Row& row) { rows.push_back(row); });
  return rows;
}

}  // namespace db::postgres
