#include "migrate/plan.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/migration.hpp"
#include "migrate/standing.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace entrypoint {
namespace {

std::string heading(const migrate::Step& step) {
  const bool inside = step.script().runs == migrate::Runs::in_transaction;
  std::string text = "-- " + step.label() + " (" + step.script().path + "), " +
                     (inside ? "in a transaction" : "outside a transaction") + "\n";
  if (step.entry != nullptr && step.entry->progress)
    text += "-- resumes after statement " + std::to_string(step.entry->progress->statements_done) +
            "\n";
  for (const std::string& note : step.script().notes)
    text += "-- note: " + note + "\n";
  return text;
}

/// Piece by piece: the file may be larger than memory.
void print_file(const std::string& path) {
  base::FileSource source(path);
  std::array<char, 65536> piece{};
  char last = '\n';
  while (const std::size_t count = source.read(piece)) {
    print(std::string_view(piece.data(), count));
    last = piece.at(count - 1);
  }
  print(last == '\n' ? "\n" : "\n\n");
}

void print_text(const migrate::Plan& plan, const migrate::Standing& standing) {
  if (plan.steps.empty()) {
    print("-- nothing to do: " + std::to_string(standing.applied()) + " applied, none pending\n");
    return;
  }
  for (const migrate::Step& step : plan.steps) {
    print(heading(step));
    print_file(step.script().path);
  }
}

}  // namespace

base::Exit plan(const Context& context) {
  const auto migrations = read_migrations(context.settings);
  const migrate::Policy policy = policy_of(context.settings);
  Survey survey;
  look(context, migrations, survey);
  const migrate::Plan plan = migrate::make_plan(survey.standing, policy);
  if (plan.conflict) throw base::Error(plan.conflict->exit, plan.conflict->diagnostic);
  if (context.settings.format == Format::json) {
    print(plan_json(plan));
  } else {
    print_text(plan, survey.standing);
  }
  return base::Exit::ok;
}

}  // namespace entrypoint
