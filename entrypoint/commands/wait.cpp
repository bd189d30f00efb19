#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"
#include "wait/readiness.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace entrypoint {
namespace {

using std::chrono::milliseconds;

/// How many migrations of the files are not yet recorded. Throws what would stop a migration.
std::size_t pending(const Context& context, const std::vector<migrate::Migration>& migrations) {
  Survey survey;
  look(context, migrations, survey);
  const migrate::Plan plan = migrate::make_plan(survey.standing, policy_of(context.settings));
  if (plan.conflict) throw base::Error(plan.conflict->exit, plan.conflict->diagnostic);
  return plan.steps.size();
}

[[noreturn]] void give_up(const Settings& settings, std::size_t left) {
  throw base::Error(
      base::Exit::unavailable,
      {.headline = "the schema was not up to date within " + base::to_text(settings.wait_timeout),
       .notes = {std::to_string(left) + " pending"},
       .helps = {"look at what should migrate: its Job, pod or service"}});
}

/// What an application's pod does while one other migrates.
void wait_for_schema(const Context& context) {
  const Settings& settings = context.settings;
  const auto migrations = read_migrations(settings);
  const base::Moment begin = context.world.clock.now();
  for (;;) {
    try {
      const std::size_t left = pending(context, migrations);
      if (left == 0) return;
      const bool bounded = settings.wait_timeout > base::Duration(0);
      if (bounded && context.world.clock.now() - begin >= settings.wait_timeout)
        give_up(settings, left);
    } catch (const db::ConnectionLost& lost) {
      context.reporter.tell(report::ConnectionLost{.reason = lost.what()});
    }
    context.world.rest(milliseconds(250 + static_cast<int>(500 * context.world.chance())));
  }
}

}  // namespace

base::Exit wait_command(const Context& context) {
  if (context.settings.wait_for == WaitFor::schema) {
    wait_for_schema(context);
    return base::Exit::ok;
  }
  const bool writable = context.settings.wait_for == WaitFor::writable;
  ready_session(context, make_target(context, db::Create::no),
                writable ? wait::Need::writable : wait::Need::answer);
  return base::Exit::ok;
}

}  // namespace entrypoint
