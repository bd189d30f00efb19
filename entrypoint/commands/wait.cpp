#include "base/exit.hpp"
#include "db/driver.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "wait/readiness.hpp"
#include "wait/target.hpp"

#include <string>
#include <vector>

namespace entrypoint {
namespace {

std::vector<wait::Target> targets_of(const Settings& settings) {
  std::vector<wait::Target> targets;
  targets.reserve(settings.words.size());
  for (const std::string& word : settings.words)
    targets.push_back(wait::parse_target(word));
  return targets;
}

}  // namespace

base::Exit wait_command(const Context& context) {
  const Settings& settings = context.settings;
  wait_for_targets(context, targets_of(settings));
  if (!settings.words.empty() && !settings.database_url) return base::Exit::ok;
  if (settings.wait_for == WaitFor::schema) {
    wait_for_schema(context, read_migrations(context, Placeholders::as_written));
    return base::Exit::ok;
  }
  const bool writable = settings.wait_for == WaitFor::writable;
  ready_session(context, make_target(context, db::Create::no),
                writable ? wait::Need::writable : wait::Need::answer);
  return base::Exit::ok;
}

}  // namespace entrypoint
