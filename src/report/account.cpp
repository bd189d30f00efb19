#include "report/account.hpp"

#include "base/diagnostic.hpp"
#include "base/duration.hpp"
#include "report/event.hpp"
#include "report/fields.hpp"
#include "report/phrases.hpp"
#include "report/printable.hpp"
#include "report/reporter.hpp"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace report {
namespace {

/// One overload for each event: a new event does not build until it has its own.
struct Teller {
  Account operator()(const Waiting& event) const;
  Account operator()(const Ready& event) const;
  Account operator()(const TargetWaiting& event) const;
  Account operator()(const TargetReady& event) const;
  Account operator()(const LockWaiting& event) const;
  Account operator()(const LockTaken& event) const;
  Account operator()(const NothingPending& event) const;
  Account operator()(const Applying& event) const;
  Account operator()(const Applied& event) const;
  Account operator()(const RollbackPlanned& event) const;
  Account operator()(const RollingBack& event) const;
  Account operator()(const RolledBack& event) const;
  Account operator()(const Recorded& event) const;
  Account operator()(const Resuming& event) const;
  Account operator()(const Retrying& event) const;
  Account operator()(const ConnectionLost& event) const;
  Account operator()(const Noted& event) const;
  Account operator()(const HookStarted& event) const;
  Account operator()(const HookSaid& event) const;
  Account operator()(const ServerNotice& event) const;
  Account operator()(const BackedUp& event) const;
  Account operator()(const Warned& event) const;
  Account operator()(const HandingOver& event) const;
  Account operator()(const Failed& event) const;
  Account operator()(const StoppedBySignal& event) const;
};

Account Teller::operator()(const Waiting& event) const {
  const std::string code = event.sqlstate.empty() ? "" : " (" + event.sqlstate + ")";
  return {.event = "waiting",
          .message = "waiting for " + event.database + ": " + one_line(event.reason) + code + " (" +
                     progress(event.elapsed, event.remaining) + ")",
          .fields = Fields()
                        .add("database", event.database)
                        .add("reason", event.reason)
                        .add_if_any("sqlstate", event.sqlstate)
                        .add("elapsed_ms", event.elapsed)
                        .add("remaining_ms", event.remaining)
                        .list()};
}

Account Teller::operator()(const Ready& event) const {
  return {.event = "ready",
          .message = event.database + " is ready after " + base::approximately(event.waited),
          .fields = Fields().add("database", event.database).add("waited_ms", event.waited).list()};
}

Account Teller::operator()(const TargetWaiting& event) const {
  return {.event = "target_waiting",
          .message = "waiting for " + event.target + ": " + one_line(event.reason) + " (" +
                     progress(event.elapsed, event.remaining) + ")",
          .fields = Fields()
                        .add("target", event.target)
                        .add("reason", event.reason)
                        .add("elapsed_ms", event.elapsed)
                        .add("remaining_ms", event.remaining)
                        .list()};
}

Account Teller::operator()(const TargetReady& event) const {
  return {.event = "target_ready",
          .message = event.target + " is ready after " + base::approximately(event.waited),
          .fields = Fields().add("target", event.target).add("waited_ms", event.waited).list()};
}

Account Teller::operator()(const LockWaiting& event) const {
  const std::string holder = event.holder.empty() ? "" : ", held by " + one_line(event.holder);
  return {.event = "lock_waiting",
          .message = "waiting for the migration lock" + holder + " (" +
                     progress(event.elapsed, event.remaining) + ")",
          .fields = Fields()
                        .add_if_any("holder", event.holder)
                        .add("elapsed_ms", event.elapsed)
                        .add("remaining_ms", event.remaining)
                        .list()};
}

Account Teller::operator()(const LockTaken& event) const {
  const bool waited = event.waited >= std::chrono::seconds(1);
  return {.level = waited ? Level::info : Level::debug,
          .event = "lock_taken",
          .message = "took the migration lock" +
                     (waited ? " after " + base::approximately(event.waited) : ""),
          .fields = Fields().add("waited_ms", event.waited).list()};
}

Account Teller::operator()(const NothingPending& event) const {
  const std::string newest = event.current.empty() ? "" : ", the newest is " + event.current;
  return {
      .event = "nothing_pending",
      .message = "nothing to do, " + migrations_are_applied(event.applied) + newest,
      .fields = Fields().add("applied", event.applied).add_if_any("current", event.current).list()};
}

Account Teller::operator()(const Applying& event) const {
  return {.level = Level::debug,
          .event = "applying",
          .message = "applying " + name_of(event.migration) + " (" + std::to_string(event.number) +
                     " of " + std::to_string(event.total) + ")",
          .fields = Fields()
                        .add(event.migration)
                        .add("number", event.number)
                        .add("total", event.total)
                        .list()};
}

Account Teller::operator()(const Applied& event) const {
  return {.event = "applied",
          .message =
              "applied " + name_of(event.migration) + " in " + base::approximately(event.duration),
          .fields = Fields().add(event.migration).add("duration_ms", event.duration).list()};
}

Account Teller::operator()(const RollbackPlanned& event) const {
  std::vector<std::string> names;
  std::string list;
  for (const Name& migration : event.migrations) {
    names.push_back(name_of(migration));
    list += (list.empty() ? "" : ", ") + names.back();
  }
  return {.event = "rollback_planned",
          .message = "to be rolled back, in this order: " + list,
          .fields = Fields().add("migrations", names).list()};
}

Account Teller::operator()(const RollingBack& event) const {
  return {.level = Level::debug,
          .event = "rolling_back",
          .message = "rolling back " + name_of(event.migration) + " (" +
                     std::to_string(event.number) + " of " + std::to_string(event.total) + ")",
          .fields = Fields()
                        .add(event.migration)
                        .add("number", event.number)
                        .add("total", event.total)
                        .list()};
}

Account Teller::operator()(const RolledBack& event) const {
  return {.event = "rolled_back",
          .message = "rolled back " + name_of(event.migration) + " in " +
                     base::approximately(event.duration),
          .fields = Fields().add(event.migration).add("duration_ms", event.duration).list()};
}

Account Teller::operator()(const Recorded& event) const {
  const std::string name = name_of(event.migration);
  const auto fields = Fields().add(event.migration).list();
  switch (event.what) {
    case Recorded::What::applied:
      return {.event = "recorded",
              .message = "recorded " + name + " as applied, without running it",
              .fields = fields};
    case Recorded::What::forgotten:
      return {.event = "forgotten",
              .message = "forgot " + name + ": it is no longer recorded",
              .fields = fields};
    default:
      return {
          .event = "accepted", .message = "accepted " + name + " as it is now", .fields = fields};
  }
}

Account Teller::operator()(const Resuming& event) const {
  return {.event = "resuming",
          .message = "resuming " + name_of(event.migration) + " at statement " +
                     std::to_string(event.statement),
          .fields = Fields().add(event.migration).add("statement", event.statement).list()};
}

Account Teller::operator()(const Retrying& event) const {
  return {.level = Level::warning,
          .event = "retrying",
          .message = name_of(event.migration) + " could not get a lock: " + one_line(event.reason) +
                     "; trying again in " + base::approximately(event.rest) + " (" +
                     base::approximately(event.remaining) + " left)",
          .fields = Fields()
                        .add(event.migration)
                        .add("reason", event.reason)
                        .add("rest_ms", event.rest)
                        .add("remaining_ms", event.remaining)
                        .list()};
}

Account Teller::operator()(const ConnectionLost& event) const {
  return {.level = Level::warning,
          .event = "connection_lost",
          .message = "lost the connection to the database: " + one_line(event.reason),
          .fields = Fields().add("reason", event.reason).list()};
}

Account Teller::operator()(const Noted& event) const {
  return {.event = "noted",
          .message = name_of(event.migration) + ": " + event.text,
          .fields = Fields().add(event.migration).add("text", event.text).list()};
}

Account Teller::operator()(const HookStarted& event) const {
  return {.event = "hook_started",
          .message = "running the hook " + event.hook,
          .fields = Fields().add("hook", event.hook).list()};
}

Account Teller::operator()(const HookSaid& event) const {
  return {.event = "hook_said",
          .message = event.hook + ": " + event.line,
          .fields = Fields().add("hook", event.hook).add("line", event.line).list()};
}

Account Teller::operator()(const ServerNotice& event) const {
  return {.level = level_of(event.severity),
          .event = "server_notice",
          .message = "PostgreSQL says: " + event.message,
          .fields = Fields()
                        .add("notice", event.message)
                        .add_if_any("detail", event.detail)
                        .add_if_any("hint", event.hint)
                        .list(),
          .below = base::Diagnostic{.detail = event.detail, .hint = event.hint}};
}

Account Teller::operator()(const BackedUp& event) const {
  return {.event = "backed_up",
          .message =
              "copied the database to " + event.path + " in " + base::approximately(event.duration),
          .fields = Fields()
                        .add("path", event.path)
                        .add("bytes", event.bytes)
                        .add("duration_ms", event.duration)
                        .list()};
}

Account Teller::operator()(const Warned& event) const {
  return {.level = Level::warning,
          .event = "warning",
          .message = event.diagnostic.headline,
          .fields = Fields().add(event.diagnostic).list(),
          .below = event.diagnostic};
}

Account Teller::operator()(const HandingOver& event) const {
  return {.event = "handing_over",
          .message = "handing over to " + event.program,
          .fields = Fields().add("program", event.program).list()};
}

Account Teller::operator()(const Failed& event) const {
  return {.level = Level::error,
          .event = "failed",
          .message = event.diagnostic.headline,
          .fields =
              Fields().add("exit_code", static_cast<int>(event.exit)).add(event.diagnostic).list(),
          .below = event.diagnostic};
}

Account Teller::operator()(const StoppedBySignal& event) const {
  const std::string signal = signal_name(event.signal);
  return {.level = Level::error,
          .event = "stopped",
          .message = "stopped by " + signal,
          .fields = Fields().add("exit_code", 128 + event.signal).add("signal", signal).list()};
}

}  // namespace

Account account_of(const Event& event) {
  return std::visit(Teller{}, event);
}

}  // namespace report
