#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/driver.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"

#include <string>
#include <vector>

namespace entrypoint {
namespace {

std::string require_file(const std::vector<std::string>& words) {
  if (words.size() == 1) return words.front();
  throw base::Error(base::Exit::usage, {.headline = "restore needs the name of one copy",
                                        .helps = {"migrexec restore FILE"}});
}

[[noreturn]] void restored_elsewhere(const db::Driver& driver) {
  throw base::Error(
      base::Exit::configuration,
      {.headline = "restore is for SQLite, and the database is " + std::string(driver.name),
       .helps = {"use the server's own tools: pg_restore"}});
}

}  // namespace

base::Exit restore(const Context& context) {
  const std::string copy = require_file(context.settings.words);
  const db::Target target = make_target(context, db::Create::yes);
  const db::Driver& driver = db::driver_for(target.url.engine);
  if (driver.restore == nullptr) restored_elsewhere(driver);
  driver.restore(copy, target, context.world);
  print("restored " + target.url.path + " from " + copy + "\n");
  return base::Exit::ok;
}

}  // namespace entrypoint
