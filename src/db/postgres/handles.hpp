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
struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

using Connection = std::unique_ptr<PGconn, Finish>;
using Result = std::unique_ptr<PGresult, Clear>;
using Cancel = std::unique_ptr<PGcancel, FreeCancel>;
using Options = std::unique_ptr<PQconninfoOption, FreeOptions>;

}  // namespace db::postgres
