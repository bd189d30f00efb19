#include "migrate/rollback.hpp"

#include "base/checksum.hpp"
#include "base/exit.hpp"
#include "migrate/history.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"
#include "migrate/survey.hpp"
#include "migrate/target.hpp"
#include "migrate/version.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace migrate {
namespace {

Conflict conflict(std::string headline, std::vector<std::string> notes,
                  std::vector<std::string> helps) {
  return {
      .exit = base::Exit::migrations_unusable,
      .diagnostic = {
          .headline = std::move(headline), .notes = std::move(notes), .helps = std::move(helps)}};
}

/// Somebody else was here: a new look at the database decides.
Conflict changed_meanwhile(std::string headline) {
  return {.exit = base::Exit::lock_timeout,
          .diagnostic = {.headline = std::move(headline),
                         .notes = {"nothing more was rolled back"},
                         .helps = {"look at it with migrexec status, then start again"}}};
}

/// Everything recorded that has a version, newest first.
std::vector<Line> recorded(const Standing& standing) {
  std::vector<Line> lines;
  for (const Line& line : standing.lines | std::views::reverse) {
    if (line.entry != nullptr) lines.push_back(line);
  }
  return lines;
}

std::vector<Pin> pins_of(std::span<const Line> lines) {
  std::vector<Pin> pins;
  pins.reserve(lines.size());
  for (const Line& line : lines)
    pins.push_back({.key = line.entry->key(), .applied_at = line.entry->applied_at});
  return pins;
}

std::variant<std::vector<Pin>, Conflict> newest(std::span<const Line> lines,
                                                const std::string& target) {
  const auto count = target.empty() ? std::optional<std::size_t>(1) : count_in(target);
  if (!count || (*count > lines.size() && !target.empty()))
    return conflict("\"" + target + "\" asks for more migrations than are applied",
                    {std::to_string(lines.size()) + " applied"}, {"see: migrexec history"});
  return pins_of(lines.first(std::min(*count, lines.size())));
}

std::variant<std::vector<Pin>, Conflict> above(const Standing& standing,
                                               std::span<const Line> lines,
                                               const std::string& target) {
  const auto found = find_version(standing, target);
  if (const auto* none = std::get_if<Conflict>(&found)) return *none;
  const auto& version = std::get<Version>(found);
  const auto stop = std::ranges::find_if(
      lines, [&](const Line& line) { return line.version() == version && line.applied(); });
  if (stop == lines.end())
    return conflict("version " + version.text() + " is not applied: rolling back can't lead there",
                    {}, {"see: migrexec history"});
  return pins_of(lines.first(static_cast<std::size_t>(stop - lines.begin())));
}

const Line* find_line(const Standing& standing, const Pin& pin) {
  const auto found = std::ranges::find_if(standing.lines, [&](const Line& line) {
    return line.entry != nullptr && line.entry->key() == pin.key;
  });
  return found == standing.lines.end() ? nullptr : &*found;
}

std::string file_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

Conflict no_down(const Line& line, DownFrom from) {
  const bool file_here = line.file != nullptr && line.file->down;
  if (from == DownFrom::file)
    return conflict(line.label() + " cannot be rolled back: it has no down file here",
                    {"nothing was rolled back"},
                    {line.entry->has_down ? "use what was recorded: --down-from history"
                                          : "add the file, or undo it in a new migration"});
  std::vector<std::string> notes{"nothing was rolled back"};
  if (file_here)
    notes.push_back("\"" + line.file->down->path + "\" was not there when it was applied");
  return conflict(line.label() + " cannot be rolled back: no down script was recorded for it",
                  std::move(notes),
                  {file_here ? "use the file that is here now: --down-from file"
                             : "undo it in a new migration, or add a down file and take that: "
                               "--down-from file"});
}

Conflict half_applied(const Line& line) {
  const std::string where = line.file == nullptr ? " (with the image that has its file)" : "";
  return conflict(line.label() + " stopped half-way while it was applied",
                  {"nothing was rolled back"},
                  {"finish it: migrexec migrate" + where,
                   "or forget that it was begun: migrexec repair --yes"});
}

std::optional<Script> recorded_script(const Line& line, const History& history) {
  std::optional<std::string> text = history.recorded_down(line.entry->key());
  if (!text) return std::nullopt;
  return Script{.path = line.label() + ".down.sql (as recorded)", .recorded = std::move(text)};
}

void note_difference(Script& script, const Line& line, const History& history, DownFrom from) {
  if (line.file == nullptr || !line.file->down || !line.entry->has_down) return;
  const auto recorded =
      script.recorded ? script.recorded : history.recorded_down(line.entry->key());
  if (!recorded) return;
  if (base::checksum_of(*recorded) == line.file->down->checksum) return;
  script.notes.push_back("\"" + file_name(line.file->down->path) +
                         "\" is not what was recorded when it was applied; the " +
                         (from == DownFrom::history ? "record" : "file") + " is used");
}

/// Somebody else undid it since the history was read: only without the lock.
struct Undone {};

/// What undoes a line; or why there is nothing.
std::variant<Script, Undone, Conflict> down_script(const Line& line, const History& history,
                                                   const DownReading& reading) {
  const bool going_down = line.entry->progress && line.entry->progress->way == Progress::Way::down;
  if (line.entry->progress && !going_down) return half_applied(line);
  std::optional<Script> script;
  if (reading.from == DownFrom::history) script = recorded_script(line, history);
  if (reading.from == DownFrom::file && line.file != nullptr && line.file->down)
    script = *line.file->down;
  if (!script && reading.from == DownFrom::history && line.entry->has_down) return Undone{};
  if (!script) return no_down(line, reading.from);
  if (script->recorded) survey(*script, reading.rules);
  note_difference(*script, line, history, reading.from);
  return *std::move(script);
}

/// The pins that are still there; or what somebody else did meanwhile.
std::variant<std::vector<Line>, Conflict> pinned_lines(const Standing& standing,
                                                       std::span<const Pin> pins) {
  std::vector<Line> lines;
  for (const Pin& pin : pins) {
    const Line* line = find_line(standing, pin);
    if (line == nullptr) continue;
    if (line->entry->applied_at != pin.applied_at)
      return changed_meanwhile(line->label() + " was applied anew by another process meanwhile");
    lines.push_back(*line);
  }
  return lines;
}

std::optional<Conflict> newer_than(const Standing& standing, std::span<const Line> lines) {
  for (const Line& line : standing.lines | std::views::reverse) {
    if (line.entry == nullptr) continue;
    if (line.entry == lines.front().entry) return std::nullopt;
    return changed_meanwhile(line.label() + " was applied by another process meanwhile");
  }
  return std::nullopt;
}

Plan roll_back(std::span<const Line> lines, const History& history, const DownReading& reading) {
  Plan plan;
  for (const Line& line : lines) {
    auto script = down_script(line, history, reading);
    if (auto* why_not = std::get_if<Conflict>(&script)) return {.conflict = std::move(*why_not)};
    if (std::holds_alternative<Undone>(script)) continue;
    plan.steps.push_back(step_of(Act::roll_back, line));
    plan.steps.back().down = std::get<Script>(std::move(script));
  }
  return plan;
}

const Migration* find_file(const Standing& standing, const Pin& pin) {
  for (const Line& line : standing.lines) {
    if (line.file != nullptr && key_of(line.kind(), line.version(), line.name()) == pin.key)
      return line.file;
  }
  return nullptr;
}

/// What is there again, applied later than when it was pinned, is done.
bool is_redone(const Standing& standing, const Pin& pin) {
  const Line* line = find_line(standing, pin);
  return line != nullptr && line->applied() && line->entry->applied_at != pin.applied_at;
}

}  // namespace

bool is_down_target(const std::string& word) {
  if (word == "base") return true;
  const std::string_view digits = std::string_view(word).substr(word.starts_with('-') ? 1 : 0);
  return !digits.empty() &&
         std::ranges::all_of(digits, [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::variant<std::vector<Pin>, Conflict> pins_above(const Standing& standing,
                                                    const std::string& target) {
  const std::vector<Line> lines = recorded(standing);
  if (target == "base") return pins_of(lines);
  if (target.empty() || target.starts_with('-')) return newest(lines, target);
  return above(standing, lines, target);
}

Plan plan_rollback(const Standing& standing, const History& history, std::span<const Pin> pins,
                   const DownReading& reading) {
  auto pinned = pinned_lines(standing, pins);
  if (auto* why_not = std::get_if<Conflict>(&pinned)) return {.conflict = std::move(*why_not)};
  const auto& lines = std::get<std::vector<Line>>(pinned);
  if (lines.empty()) return {};
  if (auto why_not = newer_than(standing, lines)) return {.conflict = std::move(why_not)};
  return roll_back(lines, history, reading);
}

Plan plan_redo(const Standing& standing, const History& history, std::span<const Pin> pins,
               const DownReading& reading) {
  std::vector<Pin> open;
  std::ranges::copy_if(pins, std::back_inserter(open),
                       [&](const Pin& pin) { return !is_redone(standing, pin); });
  Plan plan = plan_rollback(standing, history, open, reading);
  if (plan.conflict) return plan;
  for (const Pin& pin : open | std::views::reverse) {
    const Migration* file = find_file(standing, pin);
    if (file == nullptr)
      return {.conflict = conflict("version " + pin.key + " cannot be redone: its file is not here",
                                   {"nothing was rolled back"},
                                   {"put the file back, or only roll back: migrexec down"})};
    plan.steps.push_back({.act = Act::apply, .file = file});
  }
  return plan;
}

Planner rollback_planner(const std::string& target, const DownReading& reading,
                         decltype(&plan_rollback) plan) {
  const auto pins = std::make_shared<std::optional<std::vector<Pin>>>();
  return [=](const Standing& standing, const History& history) -> Plan {
    if (!*pins) {
      auto found = pins_above(standing, target);
      if (auto* why_not = std::get_if<Conflict>(&found)) return {.conflict = std::move(*why_not)};
      *pins = std::get<std::vector<Pin>>(std::move(found));
    }
    return plan(standing, history, **pins, reading);
  };
}

}  // namespace migrate
