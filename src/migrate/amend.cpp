#include "migrate/amend.hpp"

#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"
#include "migrate/target.hpp"
#include "migrate/version.hpp"

#include <algorithm>
#include <cctype>
#include <ranges>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace migrate {
namespace {

/// What stamping does about one line, at or below the target.
void record_line(std::vector<Step>& steps, const Line& line) {
  if (line.file == nullptr || line.applied()) return;
  steps.push_back(step_of(line.entry == nullptr ? Act::record : Act::accept, line));
}

/// Whether a baseline that is recorded, or will be, holds what comes before it.
bool has_baseline(std::span<const Line> lines) {
  return std::ranges::any_of(lines, [](const Line& line) {
    return line.kind() == Kind::baseline && (line.entry != nullptr || line.state == State::pending);
  });
}

std::span<const Line> up_to(std::span<const Line> lines, const Version& version) {
  const auto end =
      std::ranges::find_if(lines, [&](const Line& line) { return version < line.version(); });
  return {lines.begin(), end};
}

void record_lines(std::vector<Step>& steps, std::span<const Line> lines) {
  const bool covered = has_baseline(lines);
  for (const Line& line : lines) {
    const bool baseline = line.kind() == Kind::baseline;
    const bool skipped = line.state == State::covered && (covered || baseline);
    if (!skipped) record_line(steps, line);
  }
}

void forget_lines(std::vector<Step>& steps, std::span<const Line> lines) {
  for (const Line& line : lines | std::views::reverse) {
    if (line.entry != nullptr) steps.push_back(step_of(Act::forget, line));
  }
}

/// What is already as it should be needs no step.
void record_repeatables(std::vector<Step>& steps, std::span<const Line> lines) {
  for (const Line& line : lines) {
    if (line.state == State::applied) continue;
    steps.push_back(step_of(line.entry == nullptr ? Act::record : Act::accept, line));
  }
}

Plan stamp_version(const Standing& standing, const Version& version) {
  const std::span<const Line> all(standing.lines);
  const auto kept = up_to(all, version);
  Plan plan;
  forget_lines(plan.steps, all.subspan(kept.size()));
  record_lines(plan.steps, kept);
  return plan;
}

}  // namespace

bool is_stamp_target(const std::string& word) {
  const bool digits = !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isdigit(c) != 0;
  });
  return digits || word == "head" || word == "base";
}

Plan plan_stamp(const Standing& standing, const std::string& target) {
  Plan plan;
  if (target == "base") {
    forget_lines(plan.steps, standing.repeatables);
    forget_lines(plan.steps, standing.lines);
    return plan;
  }
  if (target == "head") {
    const Version* head = standing.head();
    if (head != nullptr) plan = stamp_version(standing, *head);
    record_repeatables(plan.steps, standing.repeatables);
    return plan;
  }
  auto version = find_version(standing, target);
  if (auto* conflict = std::get_if<Conflict>(&version)) return {.conflict = std::move(*conflict)};
  return stamp_version(standing, std::get<Version>(version));
}

Plan plan_repair(const Standing& standing) {
  Plan plan;
  for (const auto* lines : {&standing.lines, &standing.repeatables}) {
    for (const Line& line : *lines) {
      if (line.state == State::changed) plan.steps.push_back(step_of(Act::accept, line));
      if (line.state == State::partial) plan.steps.push_back(step_of(Act::forget, line));
    }
  }
  return plan;
}

}  // namespace migrate
