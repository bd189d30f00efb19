#include "migrate/plan.hpp"

#include "base/exit.hpp"
#include "migrate/history.hpp"
#include "migrate/standing.hpp"
#include "migrate/target.hpp"

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

std::string when(const Entry& entry) {
  return "applied at " + entry.applied_at + " by " + entry.applied_by;
}

std::string describe_changed(const Line& line) {
  return line.file->path + ": " + when(*line.entry) + " with checksum " +
         line.entry->checksum.substr(0, 12) + ", now " + line.file->checksum.substr(0, 12);
}

std::string describe_recorded(const Line& line) {
  return line.label() + ": " + when(*line.entry);
}

std::string describe_file(const Line& line) {
  return line.file->path;
}

Conflict changed(std::span<const Line> lines) {
  const auto n = lines.size();
  return {
      .exit = base::Exit::migrations_unusable,
      .diagnostic = {
          .headline = migrations(n) + verb(n, " was", " were") + " changed after being applied",
          .notes = listed(lines, describe_changed),
          .helps = {"put the applied text back (version control has it), and make the change in a "
                    "new migration"}}};
}

Conflict missing(std::span<const Line> lines) {
  const auto n = lines.size();
  return {
      .exit = base::Exit::migrations_unusable,
      .diagnostic = {
          .headline = migrations(n) + verb(n, " is", " are") +
                      " recorded as applied, but the files are missing",
          .notes = listed(lines, describe_recorded),
          .helps = {"put the files back; look whether the image was built from the right branch"}}};
}

Conflict half_done_without_file(std::span<const Line> lines) {
  return {.exit = base::Exit::migrations_unusable,
          .diagnostic = {
              .headline = "a migration stopped half-way, and its file is not here",
              .notes = listed(lines, describe_recorded),
              .helps = {"start the image that holds this file: it resumes where it stopped"}}};
}

Conflict out_of_order(std::span<const Line> lines, const Standing& standing) {
  const auto n = lines.size();
  auto notes = listed(lines, describe_file);
  const auto newest = std::ranges::find_if(standing.lines.rbegin(), standing.lines.rend(),
                                           [](const Line& line) { return line.entry != nullptr; });
  notes.push_back("the newest applied version is " + newest->version().text());
  return {.exit = base::Exit::migrations_unusable,
          .diagnostic = {
              .headline = "pending " + migrations(n) + verb(n, " is", " are") +
                          " older than the newest applied one",
              .notes = std::move(notes),
              .helps = {"give " + std::string(n == 1 ? "it" : "them") +
                        " a newer version; or apply out of order with --out-of-order apply"}}};
}

Conflict ahead(std::span<const Line> lines) {
  return {.exit = base::Exit::database_ahead,
          .diagnostic = {
              .headline = "the database is ahead of the files by " + migrations(lines.size()),
              .notes = listed(lines, describe_recorded),
              .helps = {"start a newer image; or allow it with --ahead allow"}}};
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

std::optional<Conflict> conflict_in(const Standing& standing, const Policy& policy) {
  if (const auto lines = lines_with(standing.lines, State::changed); !lines.empty())
    return changed(lines);
  if (const auto lines = lines_with(standing.lines, State::missing); !lines.empty())
    return missing(lines);
  std::vector<Line> newer;
  std::vector<Line> orphans;
  for (const Line& line : standing.lines) {
    if (is_ahead(line, standing))
      newer.push_back(line);
    else if (line.state == State::partial && line.file == nullptr)
      orphans.push_back(line);
  }
  if (!orphans.empty()) return half_done_without_file(orphans);
  if (policy.ahead == Ahead::error && !newer.empty()) return ahead(newer);
  return std::nullopt;
}

}  // namespace

Plan make_plan(const Standing& standing, const Policy& policy) {
  if (auto conflict = conflict_in(standing, policy)) return {.conflict = std::move(conflict)};
  std::vector<Line> steps;
  std::ranges::copy_if(standing.lines, std::back_inserter(steps), is_step);
  auto chosen = within_target(standing, std::move(steps), policy.target);
  if (auto* conflict = std::get_if<Conflict>(&chosen)) return {.conflict = std::move(*conflict)};
  steps = std::get<std::vector<Line>>(std::move(chosen));
  const auto late = lines_with(steps, State::out_of_order);
  if (policy.out_of_order == OutOfOrder::error && !late.empty())
    return {.conflict = out_of_order(late, standing)};
  return {.steps = std::move(steps)};
}

}  // namespace migrate
