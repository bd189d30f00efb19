#pragma once

#include <libpq-fe.h>

#include <memory>

namespace db::postgres {

struct Finish {
  void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
struct Clear {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
struct FreeCancel {
  void operator()(PGcancel* cancel) const noexcept { PQfreeCancel(cancel); }
};

using Connection = std::unique_ptr<PGconn, Finish>;
using Result = std::unique_ptr<PGresult, Clear>;
using Cancel = std::unique_ptr<PGcancel, FreeCancel>;

}  // namespace db::postgres
