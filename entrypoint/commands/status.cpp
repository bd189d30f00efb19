#include "base/duration.hpp"
#include "base/exit.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/migration.hpp"
#include "migrate/standing.hpp"
#include "migrate/version.hpp"
#include "report/table.hpp"

#include <unistd.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entrypoint {
namespace {

using migrate::State;

std::string or_none(const migrate::Version* version) {
  return version == nullptr ? "none" : version->text();
}

std::string head_lines(const Survey& survey) {
  const migrate::Standing& standing = survey.standing;
  return report::to_columns({{"database", survey.server.public_url},
                             {"server", survey.server.engine + " " + survey.server.version},
                             {"current", or_none(standing.current())},
                             {"head", or_none(standing.head())}});
}

std::vector<std::string> row_of(const migrate::Line& line) {
  const std::string key = line.kind() == migrate::Kind::repeatable
                              ? "R"
                              : migrate::key_of(line.kind(), line.version(), line.name());
  std::vector<std::string> row{key, line.name(), std::string(migrate::to_text(line.state))};
  if (line.entry == nullptr) return row;
  row.push_back(line.entry->applied_at);
  row.push_back(line.entry->applied_by);
  row.push_back(base::approximately(base::Duration(line.entry->duration_ms)));
  return row;
}

report::Tone tone_of(std::string_view state) {
  if (state == "applied") return report::Tone::good;
  if (state == "pending" || state == "ahead") return report::Tone::caution;
  const bool quiet = state == "covered" || state == "state";
  return quiet ? report::Tone::plain : report::Tone::trouble;
}

/// `12 applied, 1 pending`: only what there is.
std::string summary(const migrate::Standing& standing) {
  std::string text;
  for (const State state : {State::applied, State::pending, State::out_of_order, State::partial,
                            State::changed, State::missing, State::ahead, State::covered}) {
    const std::size_t count = standing.count(state);
    if (count == 0 && state != State::applied && state != State::pending) continue;
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " +
            std::string(migrate::to_text(state));
  }
  return text + "\n";
}

std::string status_text(const Survey& survey) {
  std::vector<std::vector<std::string>> rows{
      {"version", "name", "state", "applied at", "by", "took"}};
  for (const auto* lines : {&survey.standing.lines, &survey.standing.repeatables}) {
    for (const migrate::Line& line : *lines)
      rows.push_back(row_of(line));
  }
  const std::string table =
      rows.size() == 1 ? "" : "\n" + report::to_columns(rows, 2, tone_of, STDOUT_FILENO);
  return head_lines(survey) + table + "\n" + summary(survey.standing);
}

bool anything_pending(const migrate::Standing& standing) {
  return standing.count(State::pending) + standing.count(State::out_of_order) +
             standing.count(State::partial) >
         0;
}

}  // namespace

base::Exit status(const Context& context) {
  const auto migrations = read_migrations(context, Placeholders::as_written);
  Survey survey;
  look(context, migrations, {}, survey);
  print(context.settings.format == Format::json ? status_json(survey) : status_text(survey));
  const bool pending = context.settings.exit_code && anything_pending(survey.standing);
  return pending ? base::Exit::pending : base::Exit::ok;
}

}  // namespace entrypoint
