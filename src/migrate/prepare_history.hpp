#pragma once

#include "base/world.hpp"
#include "db/session.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"

namespace migrate {

/// Makes the history table, and the schema that was named for it, if they are not there. Under the
/// lock only. A missing privilege gets a grace of 10 s, as at connecting. Throws Error.
void prepare_history(History& history, db::Session& session, const Job& job,
                     const base::World& world);

}  // namespace migrate
