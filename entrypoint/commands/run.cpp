#include "base/exit.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/find_program.hpp"
#include "entrypoint/hand_over.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <string>
#include <vector>

namespace entrypoint {

namespace {

/// What is so whatever becomes of the application.
std::vector<std::string> facts(OnStart on_start) {
  if (on_start == OnStart::none) return {};
  return {"the migrations are applied"};
}

}  // namespace

/// The program, top to bottom: a typo in the command or a bad file fails in milliseconds, not after
/// a minute of waiting; lock and session are gone before the exec.
base::Exit run(const Context& context) {
  const Settings& settings = context.settings;
  const std::string program = find_program(settings.application.front(), context.world);
  const bool migrates = settings.on_start == OnStart::migrate;
  std::vector<migrate::Migration> migrations;
  if (settings.on_start != OnStart::none)
    migrations =
        read_migrations(context, migrates ? Placeholders::replaced : Placeholders::as_written);
  wait_for_targets(context, settings.wait_targets);
  migrate::Outcome outcome;
  if (migrates) bring_up_to_date(context, migrations, outcome);
  if (settings.on_start == OnStart::wait) wait_for_schema(context, migrations);
  context.reporter.tell(report::HandingOver{.program = program});
  context.world.check_stop();
  hand_over(program, settings.application,
            application_environment(context.environment, settings.drop_env),
            context.restore_signals, facts(settings.on_start));
}

}  // namespace entrypoint
