#pragma once

#include "base/exit.hpp"
#include "entrypoint/command.hpp"

namespace entrypoint {

/// What each line of the command table does. All throw base::Error and base::Stopped.
base::Exit run(const Context& context);
base::Exit migrate_command(const Context& context);
base::Exit wait_command(const Context& context);
base::Exit status(const Context& context);
base::Exit plan(const Context& context);
base::Exit check(const Context& context);
base::Exit down(const Context& context);
base::Exit redo(const Context& context);
base::Exit stamp(const Context& context);
base::Exit repair(const Context& context);
base::Exit current(const Context& context);
base::Exit history(const Context& context);
base::Exit show(const Context& context);
base::Exit create(const Context& context);
base::Exit renumber(const Context& context);
base::Exit squash(const Context& context);
base::Exit test(const Context& context);
base::Exit restore(const Context& context);
base::Exit completion(const Context& context);
base::Exit man(const Context& context);

}  // namespace entrypoint
