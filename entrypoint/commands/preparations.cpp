#include "entrypoint/commands/preparations.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/backup.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/target_word.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/directory.hpp"
#include "migrate/engine.hpp"
#include "migrate/history.hpp"
#include "migrate/hooks.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"
#include "migrate/survey.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"
#include "sql/placeholders.hpp"
#include "wait/await.hpp"
#include "wait/readiness.hpp"
#include "wait/target.hpp"

#include <unistd.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entrypoint {
namespace {

report::ServerNotice::Severity severity_of(db::Notice::Severity severity) {
  switch (severity) {
    case db::Notice::Severity::warning:
      return report::ServerNotice::Severity::warning;
    case db::Notice::Severity::debug:
      return report::ServerNotice::Severity::debug;
    default:
      return report::ServerNotice::Severity::info;
  }
}

void advise_encryption(const db::Server& server, report::Reporter& reporter) {
  reporter.tell(report::Warned{
      {.headline = "the connection to " + server.public_url + " is not encrypted",
       .notes =
           {"the password, the statements and their answers can be read and changed on the way"},
       .helps = {"add sslmode=verify-full&sslrootcert=FILE to the URL",
                 "or sslmode=disable, if this network is to be trusted"}}});
}

void split_history_table(const std::string& given, db::Target& target) {
  const auto dot = given.find('.');
  target.history_name = given.substr(dot == std::string::npos ? 0 : dot + 1);
  if (dot != std::string::npos) target.history_schema = given.substr(0, dot);
}

std::optional<std::string> placeholder(const std::vector<std::string>& settings,
                                       const std::optional<std::string>& prefix,
                                       const base::World& world, std::string_view name) {
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (std::string_view(setting).substr(0, equals) == name) return setting.substr(equals + 1);
  }
  return prefix ? world.getenv(*prefix + std::string(name)) : std::nullopt;
}

std::optional<db::BackupOrder> backup_of(const Settings& settings) {
  if (settings.backup.empty()) return std::nullopt;
  const db::Driver& driver = db::driver_for(require_database_url(settings).engine);
  if (driver.backup == nullptr)
    throw base::Error(
        base::Exit::configuration,
        {.headline = "--backup is for SQLite, and the database is " + std::string(driver.name),
         .helps = {"copy it in a hook: hooks/before-migrate, with pg_dump"}});
  return db::BackupOrder{
      .folder = settings.backup, .keep = settings.backup_keep, .patience = settings.lock_timeout};
}

}  // namespace

std::string place_of(const base::World& world) {
  if (const auto pod = world.getenv("POD_NAME"); pod && !pod->empty()) return *pod;
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) return "unknown host";
  return host.data();
}

migrate::Rules rules_of(const Context& context, Placeholders placeholders) {
  const Settings& settings = context.settings;
  const db::Engine engine =
      settings.database_url ? settings.database_url->engine : db::Engine::postgresql;
  migrate::Rules rules{.dialect = db::driver_for(engine).dialect,
                       .grouping = grouping_of(settings)};
  if (placeholders == Placeholders::replaced)
    rules.values = std::make_shared<const sql::LookUp>(
        [&settings, &world = context.world](std::string_view name) {
          return placeholder(settings.placeholders, settings.env_prefix, world, name);
        });
  return rules;
}

std::vector<migrate::Migration> read_migrations(const Context& context, Placeholders placeholders) {
  require_database_url(context.settings);
  return read_files(context, placeholders);
}

std::vector<migrate::Migration> read_files(const Context& context, Placeholders placeholders) {
  const migrate::Rules rules = rules_of(context, placeholders);
  return migrate::read_directory(migrate::find_directory(context.settings.migrations), rules);
}

db::Target make_target(const Context& context, db::Create create) {
  const Settings& settings = context.settings;
  db::Target target{.url = require_database_url(settings),
                    .application_name = "migrexec/" + place_of(context.world),
                    .role = settings.role,
                    .create = create};
  if (!target.url.password) target.url.password = settings.password;
  split_history_table(settings.history_table, target);
  target.on_notice = [&reporter = context.reporter](const db::Notice& notice) {
    reporter.tell(report::ServerNotice{.severity = severity_of(notice.severity),
                                       .message = notice.message,
                                       .detail = notice.detail,
                                       .hint = notice.hint});
  };
  return target;
}

void wait_for_targets(const Context& context, const std::vector<wait::Target>& targets) {
  wait::await_targets(targets, context.settings.wait_timeout, context.world, context.reporter);
}

std::unique_ptr<db::Session> ready_session(const Context& context, const db::Target& target,
                                           wait::Need need) {
  const wait::Patience patience{.wait_timeout = context.settings.wait_timeout,
                                .lock_timeout = context.settings.lock_timeout};
  auto session = wait::ready_session(target, need, patience, context.world, context.reporter);
  if (session->server().password_exposed) advise_encryption(session->server(), context.reporter);
  return session;
}

migrate::Grouping grouping_of(const Settings& settings) {
  switch (settings.transaction) {
    case TransactionMode::all:
      return migrate::Grouping::all;
    case TransactionMode::none:
      return migrate::Grouping::none;
    default:
      return migrate::Grouping::each;
  }
}

migrate::Policy policy_of(const Settings& settings) {
  using migrate::Ahead;
  using migrate::OutOfOrder;
  const bool apply = settings.out_of_order == entrypoint::OutOfOrder::apply;
  const bool refuse = settings.ahead == entrypoint::Ahead::error;
  return {.out_of_order = apply ? OutOfOrder::apply : OutOfOrder::error,
          .ahead = refuse ? Ahead::error : Ahead::allow,
          .missing = settings.allow_missing ? migrate::Missing::allow : migrate::Missing::error,
          .target = target_of(settings, Purpose::migrating)};
}

migrate::Job make_job(const Context& context, const std::vector<migrate::Migration>& migrations,
                      migrate::Planner planner, db::Create create) {
  const Settings& settings = context.settings;
  return {.target = make_target(context, create),
          .migrations = migrations,
          .planner = std::move(planner),
          .grouping = grouping_of(settings),
          .wait_timeout = settings.wait_timeout,
          .lock_timeout = settings.lock_timeout,
          .ddl_lock_timeout = settings.ddl_lock_timeout,
          .statement_timeout = settings.statement_timeout,
          .place = place_of(context.world)};
}

void carry_out(const Context& context, const migrate::Job& job, migrate::Outcome& outcome) {
  const auto ready = [&] { return ready_session(context, job.target, wait::Need::migrate); };
  migrate::carry_out(job, ready, context.world, context.reporter, outcome);
}

migrate::HookSetup hooks_of(const Context& context) {
  migrate::HookSetup setup{
      .hooks = migrate::find_hooks(migrate::find_directory(context.settings.migrations)),
      .time_limit = context.settings.hook_timeout,
      .tell = [url = to_public_text(require_database_url(context.settings))](
                  const migrate::HookStory& story) { return story_json(story, url); },
      .rules = rules_of(context, Placeholders::replaced)};
  for (char* const* variable = context.environment; *variable != nullptr; ++variable)
    setup.environment.emplace_back(*variable);
  return setup;
}

migrate::Planner upgrade_planner(const Settings& settings) {
  return [policy = policy_of(settings)](const migrate::Standing& standing,
                                        const migrate::History& /*asked*/) {
    return migrate::make_plan(standing, policy);
  };
}

void bring_up_to_date(const Context& context, const std::vector<migrate::Migration>& migrations,
                      migrate::Outcome& outcome) {
  migrate::Job job =
      make_job(context, migrations, upgrade_planner(context.settings), db::Create::yes);
  job.hooks = hooks_of(context);
  job.backup = backup_of(context.settings);
  job.target.history_columns = migrate::History::glance_columns();
  carry_out(context, job, outcome);
}

void look(const Context& context, const std::vector<migrate::Migration>& migrations,
          const migrate::Planner& planner, Survey& survey) {
  const db::Target target = make_target(context, db::Create::no);
  const auto session = ready_session(context, target, wait::Need::answer);
  survey.server = session->server();
  const migrate::History history(*session, db::driver_for(target.url.engine));
  try {
    survey.history = history.read();
    survey.standing = migrate::take_stock(migrations, survey.history);
    if (planner) survey.plan = planner(survey.standing, history);
  } catch (const db::SqlError& error) {
    throw migrate::history_refused(survey.server, error.failure());
  }
  const auto& conflict = survey.plan.conflict;
  if (conflict) throw base::Error(conflict->exit, conflict->diagnostic);
}

}  // namespace entrypoint
