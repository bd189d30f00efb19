#include "migrate/record_all.hpp"

#include "base/duration.hpp"
#include "db/transaction.hpp"
#include "migrate/plan.hpp"
#include "migrate/workshop.hpp"

#include <span>

namespace migrate {

void record_all(const Workshop& shop, std::span<const Step> steps) {
  shop.session.reset();
  db::Transaction transaction(shop.session, {.lock = shop.job.ddl_lock_timeout});
  keep_lock(shop, steps.front());
  for (const Step& step : steps)
    record(shop, step, {.measured = base::Duration(0)});
  transaction.commit();
  for (const Step& step : steps)
    shop.tell_done(step, base::Duration(0));
}

}  // namespace migrate
