#pragma once

#include "db/driver.hpp"

#include <libpq-fe.h>

#include <functional>

namespace db::postgres {

/// What the server says besides its answers goes to `listener`, which must outlive the connection;
/// libpq would print it to stderr behind the reporter's back. An empty one hears nothing.
void tell_notices(PGconn* connection, const std::function<void(const Notice&)>& listener);

}  // namespace db::postgres
