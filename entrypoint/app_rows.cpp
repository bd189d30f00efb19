#include "entrypoint/app_rows.hpp"

#include <array>
#include <span>

namespace entrypoint {
namespace {

constexpr std::array environment{
    Row{"MIGREXEC_...", "every option: MIGREXEC_WAIT_TIMEOUT is --wait-timeout"},
    Row{"DATABASE_URL", "the URL, if no option names one"},
    Row{"PGPASSWORD ...", "libpq's variables complete a PostgreSQL URL"},
    Row{"..._FILE",
        "DATABASE_URL_FILE, PGPASSWORD_FILE, MIGREXEC_..._FILE: take the value from this file"},
};

constexpr std::array exit_codes{
    Row{"0", "done"},
    Row{"1", "--exit-code: something is pending"},
    Row{"64", "wrong usage"},
    Row{"65, 66", "migrations are unusable, not found"},
    Row{"69", "the database or a target was not ready in time, or was lost"},
    Row{"70", "internal error: a bug"},
    Row{"71", "a migration failed and was rolled back"},
    Row{"72", "a migration outside a transaction stopped half-way"},
    Row{"74", "input or output failed on our side"},
    Row{"75", "a lock was not obtained in time"},
    Row{"76", "the database is ahead of the files and --ahead is error"},
    Row{"77", "the server refused: password, privilege, TLS"},
    Row{"78", "wrong configuration"},
    Row{"126, 127", "COMMAND cannot be executed, is not found"},
    Row{"128+n", "stopped by signal n"},
};

}  // namespace

std::span<const Row> environment_rows() {
  return environment;
}

std::span<const Row> exit_code_rows() {
  return exit_codes;
}

}  // namespace entrypoint
