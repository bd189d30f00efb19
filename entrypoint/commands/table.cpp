#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"

#include <array>
#include <span>
#include <string_view>

namespace entrypoint {
namespace {

using Names = std::string_view;

constexpr std::array<Names, 2> migrate_aliases{"up", "upgrade"};
constexpr std::array<Names, 2> down_aliases{"downgrade", "rollback"};
constexpr std::array<Names, 1> create_aliases{"new"};
constexpr std::array<Names, 8> run_options{"on-start",    "wait-for", "drop-env",   "backup",
                                           "backup-keep", "set",      "env-prefix", "hook-timeout"};
constexpr std::array<Names, 8> migrate_options{"wait-for",    "to",  "dry-run",    "backup",
                                               "backup-keep", "set", "env-prefix", "hook-timeout"};
constexpr std::array<Names, 1> wait_options{"for"};
constexpr std::array<Names, 1> status_options{"exit-code"};
constexpr std::array<Names, 3> plan_options{"to", "set", "env-prefix"};
constexpr std::array<Names, 6> down_options{"to",      "down-from", "yes",
                                            "dry-run", "set",       "env-prefix"};
constexpr std::array<Names, 1> repair_options{"yes"};
constexpr std::array<Names, 2> create_options{"sequential", "no-down"};
constexpr std::array<Names, 2> renumber_options{"sequential", "dry-run"};
constexpr std::array<Names, 2> show_options{"set", "env-prefix"};
constexpr std::array<Names, 1> stamp_options{"to"};
constexpr std::array<Names, 3> squash_options{"to", "set", "env-prefix"};
constexpr std::array<Names, 3> test_options{"junit", "set", "env-prefix"};
constexpr std::array<Names, 2> check_options{"online", "write-sum"};

constexpr std::array<Command, 20> table{{
    {.name = "run",
     .aliases = {},
     .synopsis = "run [OPTIONS] -- COMMAND [ARG...]",
     .summary = "wait, lock, apply what is pending, then exec COMMAND",
     .options = run_options,
     .examples = "migrexec run -- /app/server --port 8080\n"
                 "migrexec -- /app/server\n"
                 "migrexec run --migrations /app/sql --drop-env PGPASSWORD -- /app/server\n"
                 "migrexec run --wait-for tcp://cache:6379 -- /app/server\n"
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
                 "migrexec migrate --set schema=shop --format json",
     .act = migrate_command},
    {.name = "wait",
     .aliases = {},
     .synopsis = "wait [OPTIONS] [TARGET...]",
     .words = BareWords::targets,
     .summary = "until the database answers or has the schema, or a TARGET is there",
     .options = wait_options,
     .examples = "migrexec wait --wait-timeout 60s\n"
                 "migrexec wait --for writable\n"
                 "migrexec wait --for schema\n"
                 "migrexec wait tcp://cache:6379 https://auth.example.org/health#200,204\n"
                 "migrexec wait unix:///run/app.sock file:///run/secrets/ready",
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
    {.name = "down",
     .aliases = down_aliases,
     .synopsis = "down [OPTIONS] [-N|VERSION|base]",
     .words = BareWords::targets,
     .summary = "roll back: one migration, N, or all above a version",
     .options = down_options,
     .examples = "migrexec down\n"
                 "migrexec down -2 --yes\n"
                 "migrexec down --to 20260101120000 --dry-run\n"
                 "migrexec down base --yes",
     .act = down},
    {.name = "redo",
     .aliases = {},
     .synopsis = "redo [OPTIONS] [-N|VERSION|base]",
     .words = BareWords::targets,
     .summary = "roll back, then apply again from the files",
     .options = down_options,
     .examples = "migrexec redo\n"
                 "migrexec redo -2 --yes",
     .act = redo},
    {.name = "stamp",
     .aliases = {},
     .synopsis = "stamp [OPTIONS] VERSION|head|base",
     .words = BareWords::targets,
     .summary = "record as applied without running; forget what is above",
     .options = stamp_options,
     .examples = "migrexec stamp head\n"
                 "migrexec stamp --to 20260101120000",
     .act = stamp},
    {.name = "repair",
     .aliases = {},
     .synopsis = "repair [OPTIONS]",
     .summary = "accept changed files, forget what stopped half-way",
     .options = repair_options,
     .examples = "migrexec repair\n"
                 "migrexec repair --yes",
     .act = repair},
    {.name = "current",
     .aliases = {},
     .synopsis = "current [OPTIONS]",
     .summary = "the version the database is at; base if there is none",
     .options = {},
     .examples = "migrexec current\n"
                 "migrexec current --format json",
     .act = current},
    {.name = "history",
     .aliases = {},
     .synopsis = "history [OPTIONS]",
     .summary = "what was applied, when, by whom, for how long",
     .options = {},
     .examples = "migrexec history\n"
                 "migrexec history --format json",
     .act = history},
    {.name = "show",
     .aliases = {},
     .synopsis = "show [OPTIONS] VERSION",
     .words = BareWords::targets,
     .summary = "one migration: its SQL, its down, where it stands",
     .options = show_options,
     .examples = "migrexec show 20260101120000\n"
                 "migrexec show R__views",
     .act = show},
    {.name = "create",
     .aliases = create_aliases,
     .synopsis = "create [OPTIONS] NAME",
     .words = BareWords::targets,
     .summary = "new migration files, to be filled in",
     .options = create_options,
     .examples = "migrexec create add_orders\n"
                 "migrexec create --sequential add_orders",
     .act = create},
    {.name = "renumber",
     .aliases = {},
     .synopsis = "renumber [OPTIONS]",
     .summary = "give files that are out of order newer versions",
     .options = renumber_options,
     .examples = "migrexec renumber --dry-run\n"
                 "migrexec renumber",
     .act = renumber},
    {.name = "squash",
     .aliases = {},
     .synopsis = "squash [OPTIONS] VERSION",
     .words = BareWords::targets,
     .summary = "write a baseline for fresh databases, made from all up to VERSION",
     .options = squash_options,
     .examples = "migrexec squash --to 20260101120000",
     .act = squash},
    {.name = "test",
     .aliases = {},
     .synopsis = "test [OPTIONS]",
     .summary = "on a throwaway database: does each down undo its up?",
     .options = test_options,
     .examples = "migrexec test\n"
                 "migrexec test --junit migrations.xml\n"
                 "migrexec test --database-url sqlite::memory:",
     .act = test},
    {.name = "check",
     .aliases = {},
     .synopsis = "check [OPTIONS]",
     .summary = "validate the migrations directory; --online: the set-up too",
     .options = check_options,
     .examples = "migrexec check\n"
                 "migrexec check --migrations sql --database-url sqlite:app.db\n"
                 "migrexec check --write-sum\n"
                 "migrexec check --online",
     .act = check},
    {.name = "restore",
     .aliases = {},
     .synopsis = "restore [OPTIONS] FILE",
     .words = BareWords::file,
     .summary = "SQLite: put a copy back in the place of the database",
     .options = {},
     .examples = "migrexec restore /backups/app.db.20260102030405.0007.bak",
     .act = restore},
    {.name = "completion",
     .aliases = {},
     .synopsis = "completion bash|zsh|fish",
     .words = BareWords::shells,
     .summary = "a script that makes a shell complete migrexec's words",
     .options = {},
     .examples = "eval \"$(migrexec completion bash)\"",
     .act = completion},
    {.name = "man",
     .aliases = {},
     .synopsis = "man",
     .summary = "the manual page",
     .options = {},
     .examples = "migrexec man | man -l -",
     .act = man},
}};

}  // namespace

std::span<const Command> commands() {
  return table;
}

}  // namespace entrypoint
