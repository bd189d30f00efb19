#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/driver.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/commands/target_word.hpp"
#include "entrypoint/commands/work.hpp"
#include "migrate/amend.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"

#include <array>
#include <string>

namespace entrypoint {

using migrate::Act;

base::Exit stamp(const Context& context) {
  const std::string target = target_of(context.settings, Purpose::stamping);
  if (target.empty())
    throw base::Error(base::Exit::usage,
                      {.headline = "stamp needs a target",
                       .helps = {"all that is here is in the database: migrexec stamp head"}});
  const auto migrations = read_migrations(context, Placeholders::as_written);
  const auto planner = [&](const migrate::Standing& standing, const migrate::History& /*asked*/) {
    return migrate::plan_stamp(standing, target);
  };
  return do_and_tell(
      context, std::array{Act::record, Act::accept, Act::forget}, [&](migrate::Outcome& outcome) {
        carry_out(context, make_job(context, migrations, planner, db::Create::yes), outcome);
      });
}

}  // namespace entrypoint
