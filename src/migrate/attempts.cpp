#include "migrate/attempts.hpp"

#include "db/error.hpp"
#include "migrate/plan.hpp"
#include "migrate/workshop.hpp"
#include "report/event.hpp"

#include <algorithm>
#include <chrono>

namespace migrate {

using std::chrono::milliseconds;
using std::chrono::seconds;

Attempts::Attempts(const Workshop& shop, const Step& step)
    : shop_(shop),
      step_(step),
      begin_(shop.world.clock.now()),
      backoff_(milliseconds(100), seconds(2), shop.world.chance) {}

bool Attempts::again(const db::SqlFailure& failure) {
  const base::Duration remaining = shop_.job.lock_timeout - shop_.since(begin_);
  if (remaining <= base::Duration(0)) return false;
  const base::Duration rest = std::min(backoff_.next(), remaining);
  shop_.reporter.tell(report::Retrying{.migration = name_of(step_),
                                       .reason = failure.message,
                                       .rest = rest,
                                       .remaining = remaining});
  shop_.world.rest(rest);
  return true;
}

}  // namespace migrate
