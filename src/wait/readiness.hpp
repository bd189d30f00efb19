#pragma once

#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/session.hpp"
#include "report/reporter.hpp"

#include <memory>
#include <string>

namespace wait {

/// What the session is wanted for.
enum class Need {
  /// Reading.
  answer,
  /// A server that takes writes: a hot standby is waited for until it is promoted.
  writable,
  /// Session locks too: no pooler in between.
  migrate,
};

struct Patience {
  /// 0: for ever.
  base::Duration wait_timeout{};
  /// For a SQLite file that another process has locked.
  base::Duration lock_timeout{};
};

/// Being ready is having the session that will be used, and an answer on it. Waits for what passes,
/// throws Error at once for what doesn't, and after a grace of 10 s for what servers that are being
/// set up say for a moment (a missing role, database or password).
std::unique_ptr<db::Session> ready_session(const db::Target& target, Need need,
                                           const Patience& patience, const base::World& world,
                                           report::Reporter& reporter);

}  // namespace wait
