#include "migrate/plan.hpp"

#include "base/exit.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/commands/script_text.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/migration.hpp"
#include "migrate/standing.hpp"

#include <string>

namespace entrypoint {
namespace {

std::string heading(const migrate::Step& step) {
  const migrate::Script& script = step.script();
  const bool inside = script.runs == migrate::Runs::in_transaction;
  std::string text = "-- " + step.label() + " (" + script.path + "), " +
                     (inside ? "in a transaction" : "outside a transaction") + "\n";
  if (step.entry != nullptr && step.entry->progress)
    text += "-- resumes after statement " + std::to_string(step.entry->progress->statements_done) +
            "\n";
  for (const std::string& note : script.notes)
    text += "-- note: " + note + "\n";
  return text;
}

void print_text(const migrate::Plan& plan, const migrate::Standing& standing) {
  if (plan.steps.empty())
    print("-- nothing to do: " + std::to_string(standing.applied()) + " applied, none pending\n");
  for (const migrate::Step& step : plan.steps) {
    print(heading(step));
    print_script(step.script());
  }
}

}  // namespace

void print_plan(const Context& context, const Survey& survey) {
  if (context.settings.format == Format::json) {
    print(plan_json(survey.plan));
  } else {
    print_text(survey.plan, survey.standing);
  }
}

base::Exit plan(const Context& context) {
  const auto migrations = read_migrations(context, Placeholders::replaced);
  Survey survey;
  look(context, migrations, upgrade_planner(context.settings), survey);
  print_plan(context, survey);
  return base::Exit::ok;
}

}  // namespace entrypoint
