#include "base/exit.hpp"
#include "db/driver.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "wait/readiness.hpp"

namespace entrypoint {

base::Exit wait_command(const Context& context) {
  if (context.settings.wait_for == WaitFor::schema) {
    wait_for_schema(context, read_migrations(context, Placeholders::as_written));
    return base::Exit::ok;
  }
  const bool writable = context.settings.wait_for == WaitFor::writable;
  ready_session(context, make_target(context, db::Create::no),
                writable ? wait::Need::writable : wait::Need::answer);
  return base::Exit::ok;
}

}  // namespace entrypoint
