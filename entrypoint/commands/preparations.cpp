#include "entrypoint/commands/preparations.hpp"

#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/target_word.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/directory.hpp"
#include "migrate/engine.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"
#include "migrate/survey.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"
#include "wait/readiness.hpp"

#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace entrypoint {
namespace {

/// The pod, else the host.
std::string place_of(const base::World& world) {
  if (const auto pod = world.getenv("POD_NAME"); pod && !pod->empty()) return *pod;
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) return "unknown host";
  return host.data();
}

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

void split_history_table(const std::string& given, db::Target& target) {
  const auto dot = given.find('.');
  target.history_name = given.substr(dot == std::string::npos ? 0 : dot + 1);
  if (dot != std::string::npos) target.history_schema = given.substr(0, dot);
}

}  // namespace

std::vector<migrate::Migration> read_migrations(const Settings& settings) {
  const db::Engine engine = require_database_url(settings).engine;
  return migrate::read_directory(migrate::find_directory(settings.migrations),
                                 db::driver_for(engine).dialect, grouping_of(settings));
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

std::unique_ptr<db::Session> ready_session(const Context& context, const db::Target& target,
                                           wait::Need need) {
  const wait::Patience patience{.wait_timeout = context.settings.wait_timeout,
                                .lock_timeout = context.settings.lock_timeout};
  return wait::ready_session(target, need, patience, context.world, context.reporter);
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
          .target = target_of(settings)};
}

migrate::Job make_job(const Context& context, const std::vector<migrate::Migration>& migrations,
                      migrate::Planner planner) {
  const Settings& settings = context.settings;
  return {.target = make_target(context, db::Create::yes),
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

void bring_up_to_date(const Context& context, const std::vector<migrate::Migration>& migrations,
                      migrate::Outcome& outcome) {
  const auto planner = [policy = policy_of(context.settings)](
                           const migrate::Standing& standing, const migrate::History& /*asked*/) {
    return migrate::make_plan(standing, policy);
  };
  carry_out(context, make_job(context, migrations, planner), outcome);
}

void look(const Context& context, const std::vector<migrate::Migration>& migrations,
          Survey& survey) {
  const db::Target target = make_target(context, db::Create::no);
  const auto session = ready_session(context, target, wait::Need::answer);
  survey.server = session->server();
  try {
    survey.history = migrate::History(*session, db::driver_for(target.url.engine)).read();
  } catch (const db::SqlError& error) {
    throw migrate::history_refused(survey.server, error.failure());
  }
  survey.standing = migrate::take_stock(migrations, survey.history);
}

}  // namespace entrypoint
