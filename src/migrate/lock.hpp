#pragma once

#include "base/world.hpp"
#include "db/session.hpp"
#include "report/reporter.hpp"

namespace migrate {

/// The migration lock of a database, given back at the end.
class Lock {
 public:
  /// Polls, never waits inside the database: a waiter's snapshot would deadlock the holder's CREATE
  /// INDEX CONCURRENTLY. Tells who holds it. Throws Error with lock_timeout after `patience`.
  Lock(db::Session& session, base::Duration patience, const base::World& world,
       report::Reporter& reporter);
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() { session_.unlock(); }

 private:
  db::Session& session_;
};

}  // namespace migrate
