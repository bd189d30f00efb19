#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/driver.hpp"
#include "db/finding.hpp"
#include "db/url.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/check_online.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/directory.hpp"
#include "migrate/hooks.hpp"
#include "migrate/migration.hpp"
#include "migrate/sum_file.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
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

/// `.up.sql` promises a `.down.sql`; a plain `.sql` does not.
void warn_of_missing_downs(const Context& context,
                           const std::vector<migrate::Migration>& migrations) {
  for (const migrate::Migration& migration : migrations) {
    if (migration.down || !migration.up.path.ends_with(".up.sql")) continue;
    const std::string stem = migration.up.path.substr(0, migration.up.path.size() - 7);
    std::string help = "write \"";
    help.append(stem).append(".down.sql\"; or name it \"").append(stem);
    help += ".sql\" if that is on purpose";
    context.reporter.tell(report::Warned{
        .diagnostic = {.headline = migration.label() + " has no down file: it can't be rolled back",
                       .helps = {std::move(help)}}});
  }
}

void check_sums(const Context& context, const std::string& directory) {
  if (context.settings.write_sum) {
    migrate::write_sum_file(directory);
    return;
  }
  const auto differences = migrate::verify_sum_file(directory);
  if (differences && !differences->empty())
    throw base::Error(base::Exit::migrations_unusable,
                      migrate::sum_complaint(directory, *differences));
}

base::Exit verdict_of(const std::vector<db::Finding>& findings) {
  const auto bad = std::ranges::find(findings, db::Finding::Verdict::bad, &db::Finding::verdict);
  return bad == findings.end() ? base::Exit::ok : bad->exit;
}

}  // namespace

/// Without --online no database is needed, only its kind: PostgreSQL's unless a URL says otherwise.
base::Exit check(const Context& context) {
  const Settings& settings = context.settings;
  const std::string directory = migrate::find_directory(settings.migrations);
  const auto migrations = read_files(context, Placeholders::as_written);
  (void)migrate::find_hooks(directory);
  warn_of_missing_downs(context, migrations);
  check_sums(context, directory);
  const db::Engine engine =
      settings.database_url ? settings.database_url->engine : db::Engine::postgresql;
  const std::string database(db::driver_for(engine).name);
  const Online online = settings.online ? check_online(context) : Online{};
  print(settings.format == Format::json
            ? check_json(directory, database, migrations, online.findings)
            : check_text(directory, database, migrations) + findings_text(online.findings));
  if (online.unreachable) throw base::Error(*online.unreachable);
  return verdict_of(online.findings);
}

}  // namespace entrypoint
