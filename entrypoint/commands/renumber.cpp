#include "migrate/renumber.hpp"

#include "base/exit.hpp"
#include "base/world.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/directory.hpp"
#include "migrate/file_name.hpp"
#include "migrate/new_migration.hpp"
#include "migrate/standing.hpp"
#include "migrate/sum_file.hpp"
#include "migrate/version.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace entrypoint {
namespace {

/// Those that came too late.
std::vector<migrate::Version> late(const migrate::Standing& standing) {
  std::vector<migrate::Version> versions;
  for (const migrate::Line& line : standing.lines) {
    if (line.state == migrate::State::out_of_order) versions.push_back(line.version());
  }
  return versions;
}

std::string text_of(const std::vector<migrate::Renaming>& renamings) {
  if (renamings.empty()) return "nothing to renumber: no pending migration is out of order\n";
  std::string text;
  for (const migrate::Renaming& renaming : renamings)
    text += renaming.from + " -> " + renaming.to + "\n";
  return text;
}

}  // namespace

/// What is out of order gets versions above all others, and keeps its order.
base::Exit renumber(const Context& context) {
  const Settings& settings = context.settings;
  const auto migrations = read_migrations(context, Placeholders::as_written);
  Survey survey;
  look(context, migrations, {}, survey);
  const std::string directory = migrate::find_directory(settings.migrations);
  const auto renamings = migrate::plan_renumbering(
      migrate::sql_files_in_order(directory), late(survey.standing), context.world.clock.wall(),
      settings.sequential ? migrate::Numbering::sequential : migrate::Numbering::by_time);
  if (!settings.dry_run) {
    migrate::rename_files(directory, renamings);
    const auto sum_file = std::filesystem::path(directory) / migrate::sum_file_name;
    if (!renamings.empty() && std::filesystem::exists(sum_file)) migrate::write_sum_file(directory);
  }
  print(settings.format == Format::json ? renamed_json(renamings) : text_of(renamings));
  return base::Exit::ok;
}

}  // namespace entrypoint
