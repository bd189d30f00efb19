#include "base/exit.hpp"
#include "base/world.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/target_word.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/directory.hpp"
#include "migrate/file_name.hpp"
#include "migrate/new_migration.hpp"
#include "migrate/sum_file.hpp"

#include <string>

namespace entrypoint {

base::Exit create(const Context& context) {
  const Settings& settings = context.settings;
  const std::string name = only_word(settings, "a name", "create add_orders");
  const std::string directory = migrate::find_directory(settings.migrations);
  const migrate::NewMigration wanted{
      .name = name,
      .now = context.world.clock.wall(),
      .numbering =
          settings.sequential ? migrate::Numbering::sequential : migrate::Numbering::by_time,
      .down = settings.no_down ? migrate::DownFile::no : migrate::DownFile::yes};
  const auto paths =
      migrate::create_migration(directory, migrate::sql_files_in_order(directory), wanted);
  migrate::write_sum_file(directory);
  if (settings.format == Format::json) {
    print(created_json(paths));
  } else {
    for (const std::string& path : paths)
      print(path + "\n");
  }
  return base::Exit::ok;
}

}  // namespace entrypoint
