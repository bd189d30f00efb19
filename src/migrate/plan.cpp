#include "migrate/plan.hpp"

#include "base/exit.hpp"
#include "migrate/history.hpp"
#include "migrate/migration.hpp"
#include "migrate/standing.hpp"
#include "migrate/target.hpp"
#include "migrate/version.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace migrate {
namespace {

std::vector<Line> lines_with(std::span<const Line> lines, State state) {
  std::vector<Line> found;
  std::ranges::copy_if(lines, std::back_inserter(found),
                       [&](const Line& line) { return line.state == state; });
  return found;
}

std::string migrations(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " migration" : " migrations");
}

std::string verb(std::size_t count, const char* one, const char* many) {
  return count == 1 ? one : many;
}

/// At most five, then how many more.
std::vector<std::string> listed(std::span<const Line> lines, std::string (*describe)(const Line&)) {
  constexpr std::size_t most = 5;
  std::vector<std::string> notes;
  for (const Line& line : lines.first(std::min(most, lines.size())))
    notes.push_back(describe(line));
  if (lines.size() > most) notes.push_back("and " + std::to_string(lines.size() - most) + " more");
  return notes;
}

/// `none of its statements is applied`, `3 statements are applied`.
std::string how_far(const Progress& progress) {
  const std::size_t done = progress.statements_done;
  if (done == 0) return "none of its statements is applied";
  return std::to_string(done) + (done == 1 ? " statement is applied" : " statements are applied");
}

std::string when(const Entry& entry) {
  const bool half = entry.progress && entry.progress->way == Progress::Way::up;
  return std::string(half ? "begun" : "applied") + " at " + entry.applied_at + " by " +
         entry.applied_by + (half ? ", " + how_far(*entry.progress) : "");
}

std::string describe_changed(const Line& line) {
  return line.file->up.path + ": " + when(*line.entry) + " with checksum " +
         line.entry->checksum.substr(0, 12) + ", now " + line.file->up.checksum.substr(0, 12);
}

std::string describe_recorded(const Line& line) {
  return line.label() + ": " + when(*line.entry);
}

std::string describe_file(const Line& line) {
  return line.file->up.path;
}

Conflict changed(std::span<const Line> lines) {
  const auto n = lines.size();
  return {
      .exit = base::Exit::migrations_unusable,
      .diagnostic = {
          .headline = migrations(n) + verb(n, " was", " were") + " changed after being applied",
          .notes = listed(lines, describe_changed),
          .helps = {"put the applied text back (version control has it), and make the change in a "
                    "new migration",
                    "or accept the files as they are, without running them: migrexec repair"}}};
}

Conflict missing(std::span<const Line> lines) {
  const auto n = lines.size();
  return {
      .exit = base::Exit::migrations_unusable,
      .diagnostic = {
          .headline = migrations(n) + verb(n, " is", " are") +
                      " recorded as applied, but the files are missing",
          .notes = listed(lines, describe_recorded),
          .helps = {"put the files back; look whether the image was built from the right branch",
                    "or go on without them: --allow-missing"}}};
}

Conflict half_done_without_file(std::span<const Line> lines) {
  return {.exit = base::Exit::migrations_unusable,
          .diagnostic = {.headline = "a migration stopped half-way, and its file is not here",
                         .notes = listed(lines, describe_recorded),
                         .helps = {its_image_resumes}}};
}

Conflict out_of_order(std::span<const Line> lines, const Standing& standing) {
  const auto n = lines.size();
  auto notes = listed(lines, describe_file);
  notes.push_back("the newest applied version is " + standing.newest_recorded()->text());
  return {.exit = base::Exit::migrations_unusable,
          .diagnostic = {.headline = "pending " + migrations(n) + verb(n, " is", " are") +
                                     " older than the newest applied one",
                         .notes = std::move(notes),
                         .helps = {"after a merge, give " + std::string(n == 1 ? "it" : "them") +
                                       " a newer version: migrexec renumber",
                                   "or apply out of order: --out-of-order apply"}}};
}

Conflict ahead(std::span<const Line> lines) {
  return {.exit = base::Exit::database_ahead,
          .diagnostic = {
              .headline = "the database is ahead of the files by " + migrations(lines.size()),
              .notes = listed(lines, describe_recorded),
              .helps = {"start a newer image; or allow it with --ahead allow"}}};
}

Conflict half_rolled_back(std::span<const Line> lines) {
  return {
      .exit = base::Exit::migrations_unusable,
      .diagnostic = {.headline = "rolling back a migration stopped half-way",
                     .notes = listed(lines, describe_recorded),
                     .helps = {"finish it: migrexec down, with --down-from file if it was begun so",
                               "or forget that it was applied: migrexec repair --yes"}}};
}

Conflict too_old(std::span<const Line> lines, const Standing& standing) {
  const Version* head = standing.head();
  const auto describe = [](const Line& line) {
    return line.label() + " is compatible with files from version " + line.entry->compatible_from +
           " on";
  };
  auto notes = listed(lines, describe);
  notes.push_back(head == nullptr ? "there are no files here"
                                  : "the newest file here is " + head->text());
  return {.exit = base::Exit::database_ahead,
          .diagnostic = {.headline = "the database has moved on to where these files are too old",
                         .notes = std::move(notes),
                         .helps = {"start a newer image"}}};
}

Conflict baseline_gap(const Line& baseline, const Standing& standing) {
  return {
      .exit = base::Exit::migrations_unusable,
      .diagnostic = {
          .headline = "there is no way from version " + standing.newest_recorded()->text() +
                      " to the files, which begin with a baseline at " + baseline.version().text(),
          .notes = {"\"" + baseline.file->up.path + "\" is for fresh databases only"},
          .helps = {"first start an image that still has the migrations in between"}}};
}

bool is_step(const Line& line) {
  return line.state == State::pending || line.state == State::out_of_order ||
         (line.state == State::partial && line.file != nullptr);
}

/// Half-done by a newer image: as with all that is ahead, that image's business.
bool is_ahead(const Line& line, const Standing& standing) {
  const Version* head = standing.head();
  return line.state == State::ahead || (line.state == State::partial && line.file == nullptr &&
                                        (head == nullptr || *head < line.version()));
}

bool goes_down(const Line& line) {
  return line.entry != nullptr && line.entry->progress &&
         line.entry->progress->way == Progress::Way::down;
}

bool refuses_older(const Line& line, const Standing& standing) {
  if (line.entry == nullptr || line.entry->compatible_from.empty()) return false;
  const Version* head = standing.head();
  return head == nullptr || *head < Version(line.entry->compatible_from);
}

template <typename Condition>
std::vector<Line> lines_that(const Standing& standing, const Condition& condition) {
  std::vector<Line> found;
  std::ranges::copy_if(standing.lines, std::back_inserter(found),
                       [&](const Line& line) { return condition(line); });
  return found;
}

/// The files begin with a baseline that this database, which is not fresh, has never passed.
std::optional<Conflict> gap_in(const Standing& standing) {
  const Version* newest = standing.newest_recorded();
  const auto baseline =
      std::ranges::find_if(standing.lines.rbegin(), standing.lines.rend(), [](const Line& line) {
        return line.kind() == Kind::baseline && line.state == State::covered;
      });
  if (newest == nullptr || baseline == standing.lines.rend() || *newest >= baseline->version())
    return std::nullopt;
  const bool bridged = std::ranges::any_of(standing.lines, [&](const Line& line) {
    return line.kind() == Kind::versioned && line.file != nullptr && *newest < line.version() &&
           line.version() <= baseline->version();
  });
  if (bridged) return std::nullopt;
  return baseline_gap(*baseline, standing);
}

std::optional<Conflict> conflict_in_files(const Standing& standing, const Policy& policy) {
  if (const auto lines = lines_with(standing.lines, State::changed); !lines.empty())
    return changed(lines);
  const auto missing_lines = lines_with(standing.lines, State::missing);
  if (policy.missing == Missing::error && !missing_lines.empty()) return missing(missing_lines);
  return gap_in(standing);
}

std::optional<Conflict> conflict_in(const Standing& standing, const Policy& policy) {
  if (auto conflict = conflict_in_files(standing, policy)) return conflict;
  const auto half = lines_that(standing, goes_down);
  if (!half.empty()) return half_rolled_back(half);
  const auto newer =
      lines_that(standing, [&](const Line& line) { return is_ahead(line, standing); });
  const auto orphans = lines_that(standing, [&](const Line& line) {
    return line.state == State::partial && line.file == nullptr && !is_ahead(line, standing);
  });
  if (!orphans.empty()) return half_done_without_file(orphans);
  const auto strict =
      lines_that(standing, [&](const Line& line) { return refuses_older(line, standing); });
  if (!strict.empty()) return too_old(strict, standing);
  if (policy.ahead == Ahead::error && !newer.empty()) return ahead(newer);
  return std::nullopt;
}

std::vector<Step> steps_of(std::span<const Line> lines) {
  std::vector<Step> steps;
  steps.reserve(lines.size());
  for (const Line& line : lines)
    steps.push_back(step_of(Act::apply, line));
  return steps;
}

}  // namespace

const Script& Step::script() const {
  return act == Act::roll_back ? down : file->up;
}

std::string Step::key() const {
  return entry != nullptr ? entry->key() : key_of(file->kind, file->version, file->name);
}

std::string Step::label() const {
  return file != nullptr ? file->label() : label_of(entry->kind, entry->version, entry->name);
}

Step step_of(Act act, const Line& line) {
  return {.act = act, .file = line.file, .entry = line.entry};
}

Plan make_plan(const Standing& standing, const Policy& policy) {
  if (auto conflict = conflict_in(standing, policy)) return {.conflict = std::move(conflict)};
  const std::vector<Line> all = lines_that(standing, is_step);
  auto chosen = within_target(standing, all, policy.target);
  if (auto* conflict = std::get_if<Conflict>(&chosen)) return {.conflict = std::move(*conflict)};
  std::vector<Line> lines = std::get<std::vector<Line>>(std::move(chosen));
  const auto late = lines_with(lines, State::out_of_order);
  if (policy.out_of_order == OutOfOrder::error && !late.empty())
    return {.conflict = out_of_order(late, standing)};
  // Views may need every table: they wait until all the others are there.
  if (lines.size() == all.size())
    std::ranges::copy_if(standing.repeatables, std::back_inserter(lines), is_step);
  return {.steps = steps_of(lines)};
}

}  // namespace migrate
