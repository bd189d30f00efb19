#include "migrate/half_way.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/error.hpp"
#include "migrate/failure.hpp"
#include "migrate/history.hpp"
#include "migrate/plan.hpp"
#include "migrate/workshop.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace migrate {
namespace {

std::string numbers(std::size_t count) {
  return count == 1 ? "statement 1 is" : "statements 1 to " + std::to_string(count) + " are";
}

/// What was recorded as applied is no longer so once its undoing has begun.
std::size_t half_undone(const Step& step, const Progress& progress) {
  const bool begun = progress.statements_done > 0 || progress.begun;
  return step.act == Act::roll_back && !step.entry->progress && begun ? 1 : 0;
}

void add_ways_on(base::Diagnostic& diagnostic, const Step& step, std::size_t next) {
  const std::string resumes =
      next == 1 ? "it begins anew" : "it resumes at statement " + std::to_string(next);
  if (step.act != Act::roll_back) {
    diagnostic.helps.push_back("correct the statement and start again: " + resumes);
    return;
  }
  if (step.script().recorded) {
    diagnostic.helps.push_back("mend what the statement stumbles over and start again: " + resumes);
    diagnostic.helps.emplace_back(
        "or correct the statement in the down file and take that: --down-from file");
    return;
  }
  diagnostic.helps.push_back("correct the statement and start again with --down-from file: " +
                             resumes);
}

}  // namespace

base::Error stopped_half_way(const Workshop& shop, const Step& step, const Progress& progress,
                             const db::SqlFailure& failure, base::Diagnostic diagnostic) {
  const std::size_t done = progress.statements_done;
  diagnostic.notes.insert(
      diagnostic.notes.begin(),
      done == 0 ? "it runs outside a transaction; none of its statements is applied"
                : "it runs outside a transaction; " + numbers(done) + " applied and recorded");
  diagnostic.notes.push_back(shop.count_applied(half_undone(step, progress)));
  add_ways_on(diagnostic, step, done + 1);
  const bool locked = failure.remedy == db::Remedy::try_again;
  return {exit_for(failure, locked ? base::Exit::lock_timeout : base::Exit::stopped_half_way),
          std::move(diagnostic)};
}

base::Error differs_where_done(const Step& step, std::size_t done) {
  base::Diagnostic diagnostic{
      .headline = "\"" + step.script().path + "\" was edited where it is already applied",
      .notes = {numbers(done) + " applied and recorded, and must stay as " +
                (done == 1 ? "it was" : "they were")}};
  if (step.act == Act::roll_back && step.script().recorded) {
    diagnostic.headline = "\"" + step.script().path + "\" is not what was begun";
    diagnostic.helps = {"go on with the down file, as it was begun: --down-from file"};
  } else {
    diagnostic.helps = {std::string(done == 1 ? "put it back" : "put them back") +
                        "; only what has not run yet may change"};
    if (step.act == Act::roll_back)
      diagnostic.helps.emplace_back(
          "or go on with what was recorded, if it was begun with that: --down-from history");
  }
  return {base::Exit::migrations_unusable, std::move(diagnostic)};
}

}  // namespace migrate
