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
    bring_up_to_date(context, read_migrations(context, Placeholders::replaced), outcome);
  });
}

}  // namespace entrypoint
