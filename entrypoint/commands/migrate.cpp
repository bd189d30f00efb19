#include "base/error.hpp"
#include "base/exit.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/job.hpp"

namespace entrypoint {

base::Exit migrate_command(const Context& context) {
  const Settings& settings = context.settings;
  if (settings.dry_run) return plan(context);
  migrate::Outcome outcome;
  try {
    bring_up_to_date(context, read_migrations(settings), outcome);
  } catch (const base::Error& error) {
    // The reader of the JSON learns what was applied before it went wrong.
    if (settings.format == Format::json) print(outcome_json(outcome, &error));
    throw;
  }
  if (settings.format == Format::json) print(outcome_json(outcome, nullptr));
  return base::Exit::ok;
}

}  // namespace entrypoint
