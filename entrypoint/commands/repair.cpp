#include "base/exit.hpp"
#include "db/driver.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/commands/work.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/amend.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"

#include <array>
#include <string>

namespace entrypoint {
namespace {

using migrate::Act;

constexpr std::array acts{Act::accept, Act::forget};

migrate::Plan plan_repair(const migrate::Standing& standing, const migrate::History& /*asked*/) {
  return migrate::plan_repair(standing);
}

std::string intentions(const migrate::Plan& plan) {
  if (plan.steps.empty()) return "nothing to repair\n";
  std::string text;
  for (const migrate::Step& step : plan.steps)
    text += step.act == Act::accept
                ? "would accept " + step.label() + " as it is in \"" + step.file->up.path + "\"\n"
                : "would forget " + step.label() + ", which stopped half-way: the next start " +
                      "begins with its first statement\n";
  return text + "nothing was changed; do it: migrexec repair --yes\n";
}

}  // namespace

base::Exit repair(const Context& context) {
  const auto migrations = read_migrations(context, Placeholders::as_written);
  if (context.settings.yes)
    return do_and_tell(context, acts, [&](migrate::Outcome& outcome) {
      carry_out(context, make_job(context, migrations, plan_repair, db::Create::no), outcome);
    });
  Survey survey;
  look(context, migrations, plan_repair, survey);
  print(context.settings.format == Format::json ? intentions_json(survey.plan)
                                                : intentions(survey.plan));
  return base::Exit::ok;
}

}  // namespace entrypoint
