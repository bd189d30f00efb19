#pragma once

namespace base {

/// Exit codes, as promised in docs/reference.md. 126, 127 and 128+n come from elsewhere.
enum class Exit : int {
  ok = 0,
  pending = 1,
  usage = 64,
  migrations_unusable = 65,
  no_migrations_directory = 66,
  unavailable = 69,
  internal = 70,
  migration_failed = 71,
  stopped_half_way = 72,
  io = 74,
  lock_timeout = 75,
  database_ahead = 76,
  refused = 77,
  configuration = 78,
  cannot_execute = 126,
  command_not_found = 127,
};

}  // namespace base
