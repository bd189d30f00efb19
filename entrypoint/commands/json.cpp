#include "entrypoint/commands/json.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"
#include "migrate/version.hpp"
#include "report/event.hpp"

#include <nlohmann/json.hpp>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace entrypoint {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& json) {
  // What a server or a file says need not be UTF-8.
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

ordered_json version_or_null(const migrate::Version* version) {
  return version == nullptr ? ordered_json(nullptr) : ordered_json(version->text());
}

ordered_json error_json(const base::Error& error) {
  const base::Diagnostic& diagnostic = error.diagnostic();
  ordered_json json{{"exit_code", static_cast<int>(error.exit())},
                    {"headline", diagnostic.headline}};
  if (diagnostic.place) {
    json["file"] = diagnostic.place->file;
    json["line"] = diagnostic.place->line;
    json["column"] = diagnostic.place->column;
    json["label"] = diagnostic.place->label;
  }
  if (!diagnostic.sqlstate.empty()) json["sqlstate"] = diagnostic.sqlstate;
  if (!diagnostic.detail.empty()) json["detail"] = diagnostic.detail;
  if (!diagnostic.hint.empty()) json["hint"] = diagnostic.hint;
  json["notes"] = diagnostic.notes;
  json["helps"] = diagnostic.helps;
  return json;
}

ordered_json line_json(const migrate::Line& line) {
  ordered_json json{{"version", line.version().text()},
                    {"name", line.name()},
                    {"state", migrate::to_text(line.state)},
                    {"checksum", line.file ? line.file->up.checksum : line.entry->checksum}};
  if (line.entry == nullptr) return json;
  json["applied_at"] = line.entry->applied_at;
  json["applied_by"] = line.entry->applied_by;
  json["duration_ms"] = line.entry->duration_ms;
  if (line.state == migrate::State::changed) json["applied_checksum"] = line.entry->checksum;
  if (line.entry->progress) json["statements_done"] = line.entry->progress->statements_done;
  return json;
}

ordered_json step_json(const migrate::Step& step) {
  const migrate::Script& script = step.script();
  return {{"version", step.version().text()},
          {"name", step.name()},
          {"file", script.path},
          {"transaction", script.runs == migrate::Runs::in_transaction},
          {"statements", script.statements},
          {"notes", script.notes},
          {"sql", script.recorded ? *script.recorded : base::read_file(script.path)}};
}

/// The versions for which this was done, in order.
ordered_json done_json(const migrate::Outcome& outcome, migrate::Act act) {
  ordered_json done = ordered_json::array();
  for (const migrate::Deed& deed : outcome.done) {
    if (deed.act == act)
      done.push_back(deed.migration.version.empty() ? deed.migration.name : deed.migration.version);
  }
  return done;
}

}  // namespace

std::string outcome_json(const migrate::Outcome& outcome, const base::Error* error) {
  ordered_json json{{"applied", done_json(outcome, migrate::Act::apply)},
                    {"duration_ms", outcome.duration.count()},
                    {"total_applied", outcome.total_applied},
                    {"pending", outcome.pending}};
  if (error != nullptr) json["error"] = error_json(*error);
  return text_of(json);
}

std::string status_json(const Survey& survey) {
  using migrate::State;
  const migrate::Standing& standing = survey.standing;
  ordered_json json{{"database",
                     {{"engine", survey.server.engine},
                      {"server_version", survey.server.version},
                      {"url", survey.server.public_url}}},
                    {"current", version_or_null(standing.current())},
                    {"head", version_or_null(standing.head())}};
  for (const State state : {State::applied, State::pending, State::changed, State::missing,
                            State::ahead, State::out_of_order, State::partial})
    json[std::string(migrate::to_text(state))] = standing.count(state);
  json["migrations"] = ordered_json::array();
  for (const migrate::Line& line : standing.lines)
    json["migrations"].push_back(line_json(line));
  return text_of(json);
}

std::string plan_json(const migrate::Plan& plan) {
  ordered_json json{{"pending", ordered_json::array()}};
  for (const migrate::Step& step : plan.steps)
    json["pending"].push_back(step_json(step));
  return text_of(json);
}

std::string check_json(const std::string& directory, const std::string& dialect,
                       const std::vector<migrate::Migration>& migrations) {
  ordered_json json{
      {"directory", directory}, {"dialect", dialect}, {"migrations", ordered_json::array()}};
  for (const migrate::Migration& migration : migrations)
    json["migrations"].push_back({{"version", migration.version.text()},
                                  {"name", migration.name},
                                  {"file", migration.up.path},
                                  {"checksum", migration.up.checksum},
                                  {"transaction", migration.up.runs == migrate::Runs::in_transaction},
                                  {"statements", migration.up.statements},
                                  {"down", migration.down.has_value()},
                                  {"notes", migration.up.notes}});
  return text_of(json);
}

}  // namespace entrypoint
