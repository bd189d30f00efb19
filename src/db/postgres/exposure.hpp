#pragma once

#include <libpq-fe.h>

#include <string>

namespace db::postgres {

/// How a session was reached.
struct Way {
  /// The server's address; empty or a folder: a unix socket.
  std::string address{};
  std::string sslmode{};
  bool password_used{false};
  bool encrypted{false};
};

Way way_of(PGconn* connection);

/// Whether a password went to another host in the open, and nobody said sslmode=disable.
bool exposes_password(const Way& way);

}  // namespace db::postgres
