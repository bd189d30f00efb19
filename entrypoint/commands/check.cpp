#include "base/exit.hpp"
#include "db/driver.hpp"
#include "db/url.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/directory.hpp"
#include "migrate/migration.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace entrypoint {
namespace {

std::string check_text(const std::string& directory, std::string_view database,
                       const std::vector<migrate::Migration>& migrations) {
  std::string text;
  for (const migrate::Migration& migration : migrations) {
    for (const std::string& note : migration.up.notes)
      text += migration.up.path + ": note: " + note + "\n";
  }
  return text + std::to_string(migrations.size()) +
         (migrations.size() == 1 ? " migration in " : " migrations in ") + directory +
         ", read as " + std::string(database) + ": no errors\n";
}

}  // namespace

/// No database is needed, only its kind: PostgreSQL's unless a URL says otherwise.
base::Exit check(const Context& context) {
  const Settings& settings = context.settings;
  const db::Engine engine =
      settings.database_url ? settings.database_url->engine : db::Engine::postgresql;
  const db::Driver& driver = db::driver_for(engine);
  const std::string directory = migrate::find_directory(settings.migrations);
  const auto migrations = migrate::read_directory(directory, driver.dialect, grouping_of(settings));
  print(settings.format == Format::json
            ? check_json(directory, std::string(driver.name), migrations)
            : check_text(directory, driver.name, migrations));
  return base::Exit::ok;
}

}  // namespace entrypoint
