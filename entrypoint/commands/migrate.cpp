#include "base/exit.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/commands/work.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/job.hpp"
#include "migrate/plan.hpp"

#include <array>

namespace entrypoint {

base::Exit migrate_command(const Context& context) {
  if (context.settings.dry_run) return plan(context);
  return do_and_tell(context, std::array{migrate::Act::apply}, [&](migrate::Outcome& outcome) {
    const auto migrations = read_migrations(context, Placeholders::replaced);
    wait_for_targets(context, context.settings.wait_targets);
    bring_up_to_date(context, migrations, outcome);
  });
}

}  // namespace entrypoint
