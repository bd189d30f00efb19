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

/// Does what the job plans under the lock; without the lock if that is nothing. A connection that
/// is lost on the way is replaced, and the outcome of what was running looked up; then it is
/// planned anew. `outcome` tells what was done, also when it ends with an Error.
void carry_out(const Job& job, const ReadySession& ready, const base::World& world,
               report::Reporter& reporter, Outcome& outcome);

}  // namespace migrate
