#include "base/exit.hpp"
#include "db/driver.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/commands/target_word.hpp"
#include "entrypoint/commands/work.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/job.hpp"
#include "migrate/plan.hpp"
#include "migrate/rollback.hpp"

#include <array>
#include <span>

namespace entrypoint {
namespace {

using migrate::Act;

migrate::DownReading reading_of(const Context& context) {
  const bool from_file = context.settings.down_from == DownFrom::file;
  return {.from = from_file ? migrate::DownFrom::file : migrate::DownFrom::history,
          .rules = rules_of(context, Placeholders::replaced)};
}

/// What is meant is decided at the first look, and shown; under the lock the same is done, whatever
/// others did meanwhile, or nothing.
base::Exit roll_back(const Context& context, decltype(&migrate::plan_rollback) plan,
                     std::span<const Act> acts) {
  const auto migrations = read_migrations(context, Placeholders::replaced);
  const migrate::Planner planner = migrate::rollback_planner(
      target_of(context.settings, Purpose::rolling_back), reading_of(context), plan);
  Survey survey;
  look(context, migrations, planner, survey);
  if (context.settings.dry_run) {
    print_plan(context, survey);
    return base::Exit::ok;
  }
  announce_rollback(context, survey.plan);
  return do_and_tell(context, acts, [&](migrate::Outcome& outcome) {
    carry_out(context, make_job(context, migrations, planner, db::Create::no), outcome);
  });
}

}  // namespace

base::Exit down(const Context& context) {
  return roll_back(context, migrate::plan_rollback, std::array{Act::roll_back});
}

base::Exit redo(const Context& context) {
  return roll_back(context, migrate::plan_redo, std::array{Act::roll_back, Act::apply});
}

}  // namespace entrypoint
