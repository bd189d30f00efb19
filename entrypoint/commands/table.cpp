#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"

#include <array>
#include <span>
#include <string_view>

namespace entrypoint {
namespace {

constexpr std::array<std::string_view, 2> migrate_aliases{"up", "upgrade"};
constexpr std::array<std::string_view, 2> run_options{"on-start", "drop-env"};
constexpr std::array<std::string_view, 2> migrate_options{"to", "dry-run"};
constexpr std::array<std::string_view, 1> wait_options{"for"};
constexpr std::array<std::string_view, 1> status_options{"exit-code"};
constexpr std::array<std::string_view, 1> plan_options{"to"};

constexpr std::array<Command, 6> table{{
    {.name = "run",
     .aliases = {},
     .synopsis = "run [OPTIONS] -- COMMAND [ARG...]",
     .summary = "wait, lock, apply what is pending, then exec COMMAND",
     .options = run_options,
     .examples = "migrexec run -- /app/server --port 8080\n"
                 "migrexec -- /app/server\n"
                 "migrexec run --migrations /app/sql --drop-env PGPASSWORD -- /app/server\n"
                 "MIGREXEC_ON_START=wait migrexec run -- /app/worker",
     .act = run},
    {.name = "migrate",
     .aliases = migrate_aliases,
     .synopsis = "migrate [OPTIONS] [VERSION|+N|head]",
     .words = BareWords::targets,
     .summary = "the same without exec: for init containers and Jobs",
     .options = migrate_options,
     .examples = "migrexec migrate\n"
                 "migrexec migrate +1\n"
                 "migrexec migrate --to 20260101120000\n"
                 "migrexec migrate --format json",
     .act = migrate_command},
    {.name = "wait",
     .aliases = {},
     .synopsis = "wait [OPTIONS]",
     .summary = "wait until the database answers, takes writes, or has the schema",
     .options = wait_options,
     .examples = "migrexec wait --wait-timeout 60s\n"
                 "migrexec wait --for writable\n"
                 "migrexec wait --for schema",
     .act = wait_command},
    {.name = "status",
     .aliases = {},
     .synopsis = "status [OPTIONS]",
     .summary = "what is applied, pending, changed, missing",
     .options = status_options,
     .examples = "migrexec status\n"
                 "migrexec status --exit-code\n"
                 "migrexec status --format json",
     .act = status},
    {.name = "plan",
     .aliases = {},
     .synopsis = "plan [OPTIONS] [VERSION|+N|head]",
     .words = BareWords::targets,
     .summary = "what migrate would run, in order, with its SQL",
     .options = plan_options,
     .examples = "migrexec plan\n"
                 "migrexec plan --to 20260101120000",
     .act = plan},
    {.name = "check",
     .aliases = {},
     .synopsis = "check [OPTIONS]",
     .summary = "validate the migrations directory without a database",
     .options = {},
     .examples = "migrexec check\n"
                 "migrexec check --migrations sql --database-url sqlite:app.db",
     .act = check},
}};

}  // namespace

std::span<const Command> commands() {
  return table;
}

}  // namespace entrypoint
