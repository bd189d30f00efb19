#pragma once

#include "base/exit.hpp"
#include "entrypoint/command.hpp"
#include "migrate/job.hpp"
#include "migrate/plan.hpp"

#include <functional>
#include <span>

namespace entrypoint {

/// Does the work and prints what came of it if JSON is wanted, also when it ends with an error.
/// `acts` are those that the command can do.
base::Exit do_and_tell(const Context& context, std::span<const migrate::Act> acts,
                       const std::function<void(migrate::Outcome&)>& work);

/// Says which migrations will be rolled back, and asks if they are several.
void announce_rollback(const Context& context, const migrate::Plan& plan);

}  // namespace entrypoint
