#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/commands/script_text.hpp"
#include "entrypoint/commands/target_word.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/history.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"
#include "migrate/target.hpp"
#include "migrate/version.hpp"
#include "report/table.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace entrypoint {
namespace {

/// A version, its beginning, or the name of a repeatable.
const migrate::Line& find_line(const migrate::Standing& standing, const std::string& word) {
  const auto repeatable = std::ranges::find_if(standing.repeatables, [&](const auto& line) {
    return word == line.name() || word == line.label();
  });
  if (repeatable != standing.repeatables.end()) return *repeatable;
  const auto found = migrate::find_version(standing, word);
  if (const auto* none = std::get_if<migrate::Conflict>(&found))
    throw base::Error(none->exit, none->diagnostic);
  return *std::ranges::find(standing.lines, std::get<migrate::Version>(found),
                            &migrate::Line::version);
}

std::string where_it_stands(const Shown& shown) {
  const migrate::Line& line = *shown.line;
  if (!shown.database_asked) return "unknown: no database URL is given";
  std::string text(migrate::to_text(line.state));
  if (line.applied())
    text += " at " + line.entry->applied_at + " by " + line.entry->applied_by + " in " +
            base::approximately(base::Duration(line.entry->duration_ms));
  return text;
}

std::string head_of(const Shown& shown) {
  const migrate::Migration* file = shown.line->file;
  std::vector<std::vector<std::string>> rows{{"migration", shown.line->label()},
                                             {"state", where_it_stands(shown)}};
  if (file != nullptr) {
    const bool inside = file->up.runs == migrate::Runs::in_transaction;
    rows.push_back({"file", file->up.path});
    rows.push_back({"checksum", file->up.checksum});
    rows.push_back({"statements", std::to_string(file->up.statements)});
    rows.push_back({"runs", inside ? "in a transaction" : "outside a transaction"});
    for (const std::string& note : file->up.notes)
      rows.push_back({"note", note});
  }
  return report::to_columns(rows) + "\n";
}

void print_text(const Shown& shown) {
  print(head_of(shown));
  if (shown.line->file != nullptr) {
    print("-- up\n");
    print_script(shown.line->file->up);
  }
  if (shown.down) {
    print("-- down (" + shown.down->path + ")\n");
    print_script(*shown.down);
  } else {
    print("-- down: none\n");
  }
}

bool has_values(const Settings& settings) {
  return !settings.placeholders.empty() || settings.env_prefix;
}

/// What would undo it: the record, if there is one, else the file.
std::optional<migrate::Script> down_of(const migrate::Line& line, const migrate::History& history) {
  if (line.entry != nullptr && line.entry->has_down) {
    if (auto recorded = history.recorded_down(line.entry->key()))
      return migrate::Script{.path = line.label() + ".down.sql (as recorded)",
                             .recorded = std::move(recorded)};
  }
  if (line.file == nullptr || !line.file->down) return std::nullopt;
  return *line.file->down;
}

/// With or without a database: the files alone are worth a look.
void find(const Context& context, const std::vector<migrate::Migration>& migrations,
          const std::string& word, Survey& survey, Shown& shown) {
  const auto planner = [&](const migrate::Standing& standing, const migrate::History& history) {
    shown.line = &find_line(standing, word);
    shown.down = down_of(*shown.line, history);
    return migrate::Plan{};
  };
  shown.database_asked = context.settings.database_url.has_value();
  if (shown.database_asked) {
    look(context, migrations, planner, survey);
    return;
  }
  survey.standing = migrate::take_stock(migrations, {});
  shown.line = &find_line(survey.standing, word);
  if (shown.line->file != nullptr && shown.line->file->down) shown.down = *shown.line->file->down;
}

}  // namespace

base::Exit show(const Context& context) {
  const std::string word = only_word(context.settings, "a version", "show 20260101120000");
  const auto migrations = read_files(
      context, has_values(context.settings) ? Placeholders::replaced : Placeholders::as_written);
  Survey survey;
  Shown shown;
  find(context, migrations, word, survey, shown);
  if (context.settings.format == Format::json) {
    print(shown_json(shown));
  } else {
    print_text(shown);
  }
  return base::Exit::ok;
}

}  // namespace entrypoint
