#pragma once

#include "base/world.hpp"
#include "db/session.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/plan.hpp"
#include "report/reporter.hpp"

#include <functional>
#include <memory>

namespace migrate {

/// Gives a session on a database that is ready for migrations, however long that takes.
using ReadySession = std::function<std::unique_ptr<db::Session>()>;

/// Applies what is pending under the lock; without the lock if nothing is. A connection that is
/// lost on the way is replaced, and the outcome of what was running looked up. `outcome` tells what
/// was done, also when it ends with an Error.
void bring_up_to_date(const Job& job, const ReadySession& ready, const base::World& world,
                      report::Reporter& reporter, Outcome& outcome);

}  // namespace migrate
