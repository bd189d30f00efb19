#pragma once

#include "base/backoff.hpp"
#include "db/error.hpp"
#include "migrate/workshop.hpp"

namespace migrate {

/// Tries again what lost a fight for a lock, until --lock-timeout is used up.
class Attempts {
 public:
  Attempts(const Workshop& shop, const Step& step);

  /// Rests before the next try. False: no time is left.
  bool again(const db::SqlFailure& failure);

 private:
  const Workshop& shop_;
  const Step& step_;
  base::Moment begin_;
  base::Backoff backoff_;
};

}  // namespace migrate
