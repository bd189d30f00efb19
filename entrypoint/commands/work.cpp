#include "entrypoint/commands/work.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/confirm.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/job.hpp"
#include "migrate/plan.hpp"
#include "migrate/workshop.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace entrypoint {

base::Exit do_and_tell(const Context& context, std::span<const migrate::Act> acts,
                       const std::function<void(migrate::Outcome&)>& work) {
  const bool json = context.settings.format == Format::json;
  migrate::Outcome outcome;
  try {
    work(outcome);
  } catch (const base::Error& error) {
    // The reader of the JSON learns what was done before it went wrong.
    if (json) print(outcome_json(outcome, acts, &error));
    throw;
  }
  if (json) print(outcome_json(outcome, acts, nullptr));
  return base::Exit::ok;
}

void announce_rollback(const Context& context, const migrate::Plan& plan) {
  std::vector<report::Name> names;
  for (const migrate::Step& step : plan.steps) {
    if (step.act == migrate::Act::roll_back) names.push_back(migrate::name_of(step));
  }
  if (names.size() < 2) return;
  const std::string act = "roll back " + std::to_string(names.size()) + " migrations";
  context.reporter.tell(report::RollbackPlanned{.migrations = std::move(names)});
  confirm(context, act);
}

}  // namespace entrypoint
