#include "entrypoint/commands/json.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "db/finding.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/commands/script_text.hpp"
#include "migrate/history.hpp"
#include "migrate/hooks.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/rehearsal.hpp"
#include "migrate/renumber.hpp"
#include "migrate/standing.hpp"
#include "migrate/version.hpp"
#include "report/event.hpp"

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
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

/// Repeatables have none.
ordered_json version_of(migrate::Kind kind, const migrate::Version& version) {
  return kind == migrate::Kind::repeatable ? ordered_json(nullptr) : ordered_json(version.text());
}

ordered_json line_json(const migrate::Line& line) {
  ordered_json json{{"version", version_of(line.kind(), line.version())},
                    {"name", line.name()},
                    {"state", migrate::to_text(line.state)},
                    {"checksum", line.file ? line.file->up.checksum : line.entry->checksum}};
  if (line.kind() != migrate::Kind::versioned)
    json["kind"] = line.kind() == migrate::Kind::baseline ? "baseline" : "repeatable";
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
  return {{"version", step.key()},
          {"name", step.name()},
          {"act", step.act == migrate::Act::apply ? "apply" : "roll_back"},
          {"file", script.path},
          {"transaction", script.runs == migrate::Runs::in_transaction},
          {"statements", script.statements},
          {"notes", script.notes},
          {"sql", script_text(script)}};
}

std::string_view word_of(db::Finding::Verdict verdict) {
  constexpr std::array<std::string_view, 3> words{"ok", "warning", "failed"};
  return words.at(static_cast<std::size_t>(verdict));
}

std::string_view past_of(migrate::Act act) {
  constexpr std::array<std::string_view, 5> words{"applied", "rolled_back", "recorded", "forgotten",
                                                  "accepted"};
  return words.at(static_cast<std::size_t>(act));
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

std::string outcome_json(const migrate::Outcome& outcome, std::span<const migrate::Act> acts,
                         const base::Error* error) {
  ordered_json json;
  for (const migrate::Act act : acts)
    json[std::string(past_of(act))] = done_json(outcome, act);
  json["duration_ms"] = outcome.duration.count();
  json["total_applied"] = outcome.total_applied;
  json["pending"] = outcome.pending;
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
                            State::ahead, State::out_of_order, State::partial, State::covered})
    json[std::string(migrate::to_text(state))] = standing.count(state);
  json["migrations"] = ordered_json::array();
  for (const auto* lines : {&standing.lines, &standing.repeatables}) {
    for (const migrate::Line& line : *lines)
      json["migrations"].push_back(line_json(line));
  }
  return text_of(json);
}

std::string plan_json(const migrate::Plan& plan) {
  ordered_json json{{"pending", ordered_json::array()}};
  for (const migrate::Step& step : plan.steps)
    json["pending"].push_back(step_json(step));
  return text_of(json);
}

std::string story_json(const migrate::HookStory& story, const std::string& database) {
  ordered_json json{{"moment", migrate::name_of(story.moment)},
                    {"database", database},
                    {"migrations", ordered_json::array()}};
  for (const migrate::Step& step : story.steps)
    json["migrations"].push_back({{"version", step.key()},
                                  {"name", step.name()},
                                  {"file", step.script().path},
                                  {"checksum", step.script().checksum}});
  if (story.error != nullptr) json["error"] = error_json(*story.error);
  return text_of(json);
}

std::string shown_json(const Shown& shown) {
  ordered_json json = line_json(*shown.line);
  if (!shown.database_asked) json["state"] = nullptr;
  if (const migrate::Migration* file = shown.line->file) {
    json["file"] = file->up.path;
    json["transaction"] = file->up.runs == migrate::Runs::in_transaction;
    json["statements"] = file->up.statements;
    json["notes"] = file->up.notes;
    json["up"] = script_text(file->up);
  }
  json["down"] = shown.down ? ordered_json(script_text(*shown.down)) : ordered_json(nullptr);
  return text_of(json);
}

std::string intentions_json(const migrate::Plan& plan) {
  ordered_json json{{"would_accept", ordered_json::array()},
                    {"would_forget", ordered_json::array()}};
  for (const migrate::Step& step : plan.steps)
    json[step.act == migrate::Act::accept ? "would_accept" : "would_forget"].push_back(step.key());
  return text_of(json);
}

std::string current_json(const migrate::Standing& standing) {
  return text_of({{"current", version_or_null(standing.current())}});
}

std::string history_json(const std::vector<migrate::Entry>& entries) {
  ordered_json json{{"history", ordered_json::array()}};
  for (const migrate::Entry& entry : entries) {
    ordered_json one{{"version", entry.key()},         {"name", entry.name},
                     {"checksum", entry.checksum},     {"applied_at", entry.applied_at},
                     {"applied_by", entry.applied_by}, {"duration_ms", entry.duration_ms},
                     {"down_recorded", entry.has_down}};
    if (!entry.compatible_from.empty()) one["compatible_from"] = entry.compatible_from;
    if (entry.progress) one["statements_done"] = entry.progress->statements_done;
    json["history"].push_back(one);
  }
  return text_of(json);
}

std::string rehearsal_json(const std::vector<migrate::Rehearsed>& all) {
  constexpr std::array<const char*, 5> words{"passed", "not_undone", "no_down", "failed",
                                             "repeated"};
  ordered_json json{{"migrations", ordered_json::array()}};
  for (const migrate::Rehearsed& one : all) {
    ordered_json row{{"migration", one.label},
                     {"verdict", words.at(static_cast<std::size_t>(one.verdict))},
                     {"left", one.left},
                     {"lost", one.lost},
                     {"duration_ms", one.duration.count()}};
    if (one.error) row["error"] = error_json(*one.error);
    json["migrations"].push_back(row);
  }
  return text_of(json);
}

std::string created_json(const std::vector<std::string>& paths) {
  return text_of({{"created", paths}});
}

std::string renamed_json(const std::vector<migrate::Renaming>& renamings) {
  ordered_json json{{"renamed", ordered_json::array()}};
  for (const migrate::Renaming& renaming : renamings)
    json["renamed"].push_back({{"from", renaming.from}, {"to", renaming.to}});
  return text_of(json);
}

std::string check_json(const std::string& directory, const std::string& dialect,
                       const std::vector<migrate::Migration>& migrations,
                       const std::vector<db::Finding>& findings) {
  ordered_json json{
      {"directory", directory}, {"dialect", dialect}, {"migrations", ordered_json::array()}};
  for (const migrate::Migration& migration : migrations)
    json["migrations"].push_back(
        {{"version", migration.version.text()},
         {"name", migration.name},
         {"file", migration.up.path},
         {"checksum", migration.up.checksum},
         {"transaction", migration.up.runs == migrate::Runs::in_transaction},
         {"statements", migration.up.statements},
         {"down", migration.down != nullptr},
         {"notes", migration.up.notes}});
  for (const db::Finding& finding : findings)
    json["online"].push_back({{"subject", finding.subject},
                              {"verdict", word_of(finding.verdict)},
                              {"text", finding.text},
                              {"help", finding.help}});
  return text_of(json);
}

}  // namespace entrypoint
