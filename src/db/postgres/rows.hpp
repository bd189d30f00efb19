#pragma once

#include "db/session.hpp"

#include <libpq-fe.h>

namespace db::postgres {

void each_row(const PGresult* result, const TakeRow& take);

Rows rows_of(const PGresult* result);

}  // namespace db::postgres
