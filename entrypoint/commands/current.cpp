#include "base/exit.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/version.hpp"

namespace entrypoint {

/// The files are not needed: it is the database that is asked.
base::Exit current(const Context& context) {
  Survey survey;
  look(context, {}, {}, survey);
  const migrate::Version* version = survey.standing.current();
  if (context.settings.format == Format::json) {
    print(current_json(survey.standing));
  } else {
    print((version == nullptr ? "base" : version->text()) + "\n");
  }
  return base::Exit::ok;
}

}  // namespace entrypoint
