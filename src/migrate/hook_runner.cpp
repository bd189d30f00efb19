#include "migrate/hook_runner.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/error.hpp"
#include "db/transaction.hpp"
#include "migrate/failure.hpp"
#include "migrate/hooks.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/script_reader.hpp"
#include "migrate/survey.hpp"
#include "migrate/workshop.hpp"
#include "process/run.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace migrate {
namespace {

std::string file_name(const Hook& hook) {
  return std::filesystem::path(hook.path).filename().string();
}

/// What a hook that fails means for the migrations.
std::string consequence(HookMoment moment, const Workshop& shop) {
  switch (moment) {
    case HookMoment::before_migrate:
      return "nothing was applied";
    case HookMoment::after_migrate:
      return "all migrations are applied and stay so; the next start does not run this hook again";
    default:
      return "what was applied stays so: " + shop.count_applied();
  }
}

[[noreturn]] void refuse(const Workshop& shop, const Hook& hook, base::Diagnostic diagnostic) {
  diagnostic.notes.push_back(consequence(hook.moment, shop));
  throw base::Error(base::Exit::migration_failed, std::move(diagnostic));
}

}  // namespace

void HookRunner::run_program(const Hook& hook, const HookStory& story) const {
  const HookSetup& setup = shop_.job.hooks;
  HookCall call{
      .input = setup.tell(story), .environment = setup.environment, .time_limit = setup.time_limit};
  call.environment.push_back("MIGREXEC_HOOK=" + std::string(name_of(hook.moment)));
  const process::Ending ending = run_hook(hook, call, shop_.world, [&](std::string_view line) {
    shop_.reporter.tell(report::HookSaid{.hook = file_name(hook), .line = std::string(line)});
  });
  if (!ending.passed()) refuse(shop_, hook, hook_failure(hook, ending, setup.time_limit));
}

void HookRunner::run_sql(const Hook& hook) const {
  Script script{.path = hook.path};
  survey(script, shop_.job.hooks.rules);
  shop_.session.reset();
  db::Transaction transaction(shop_.session, shop_.limits_for(script));
  ScriptReader reader(script, shop_.driver.dialect);
  while (const auto statement = reader.next()) {
    try {
      shop_.session.execute(statement->text);
    } catch (const db::SqlError& error) {
      refuse(shop_, hook,
             refused(shop_.driver, script, spot_of(*statement, error.failure()), error.failure()));
    }
  }
  transaction.commit();
  shop_.session.reset();
}

void HookRunner::run_one(const Hook& hook, const HookStory& story) const {
  shop_.reporter.tell(report::HookStarted{.hook = file_name(hook)});
  if (hook.kind == Hook::Kind::sql) {
    run_sql(hook);
  } else {
    run_program(hook, story);
  }
}

void HookRunner::run(HookMoment moment, std::span<const Step> steps) const {
  for (const Hook& hook : shop_.job.hooks.hooks) {
    if (hook.moment == moment) run_one(hook, {.moment = moment, .steps = steps});
  }
}

void HookRunner::run_on_error(const base::Error& error, std::span<const Step> steps) const {
  for (const Hook& hook : shop_.job.hooks.hooks) {
    if (hook.moment != HookMoment::on_error) continue;
    try {
      run_one(hook, {.moment = hook.moment, .steps = steps, .error = &error});
    } catch (const base::Error& another) {
      shop_.reporter.tell(report::Warned{.diagnostic = another.diagnostic()});
    }
  }
}

}  // namespace migrate
