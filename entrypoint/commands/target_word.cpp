#include "entrypoint/commands/target_word.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/target.hpp"

#include <cstddef>
#include <string>

namespace entrypoint {
namespace {

[[noreturn]] void usage(const std::string& headline) {
  throw base::Error(base::Exit::usage,
                    {.headline = headline,
                     .helps = {"a target is a version (or its beginning), +N or head: migrexec "
                               "migrate +1"}});
}

}  // namespace

std::string target_of(const Settings& settings) {
  const std::size_t given = settings.words.size() + (settings.to.empty() ? 0 : 1);
  if (given > 1) usage("more than one target was given");
  const std::string target = settings.words.empty() ? settings.to : settings.words.front();
  if (!target.empty() && !migrate::is_target(target))
    usage("\"" + target + "\" is no target for migrate");
  return target;
}

}  // namespace entrypoint
