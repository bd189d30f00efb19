#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "db/driver.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/junit.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/job.hpp"
#include "migrate/rehearsal.hpp"
#include "report/table.hpp"
#include "wait/readiness.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entrypoint {
namespace {

using migrate::Rehearsed;
using Verdict = Rehearsed::Verdict;
using All = std::vector<Rehearsed>;

std::string_view words_for(Verdict verdict) {
  constexpr std::array<std::string_view, 5> words{
      "applied, rolled back, applied again", "its down does not undo its up",
      "applied; there is no down to test", "it could not be applied and rolled back",
      "applied, applied again"};
  return words.at(static_cast<std::size_t>(verdict));
}

std::string_view mark_of(Verdict verdict) {
  constexpr std::array<std::string_view, 5> marks{"ok", "FAILED", "no down", "FAILED", "ok"};
  return marks.at(static_cast<std::size_t>(verdict));
}

report::Tone tone_of(std::string_view mark) {
  if (mark == "ok") return report::Tone::good;
  return mark == "FAILED" ? report::Tone::trouble : report::Tone::caution;
}

std::string differences(const Rehearsed& one) {
  std::string text;
  for (const std::string& line : one.left)
    text += "  left behind: " + line + "\n";
  for (const std::string& line : one.lost)
    text += "  missing now: " + line + "\n";
  if (one.error) text += "  " + one.error->diagnostic().headline + "\n";
  return text;
}

std::ptrdiff_t count(const All& all, Verdict verdict) {
  return std::ranges::count(all, verdict, &Rehearsed::verdict);
}

std::string text_of(const All& all) {
  std::vector<std::vector<std::string>> rows;
  for (const Rehearsed& one : all)
    rows.push_back({std::string(mark_of(one.verdict)), one.label,
                    std::string(words_for(one.verdict)), base::approximately(one.duration)});
  std::string text = rows.empty() ? "" : report::to_columns(rows, 0, tone_of, STDOUT_FILENO) + "\n";
  for (const Rehearsed& one : all) {
    const std::string lines = differences(one);
    if (!lines.empty()) text += one.label + "\n" + lines + "\n";
  }
  return text + std::to_string(count(all, Verdict::passed) + count(all, Verdict::repeated)) +
         " passed, " +
         std::to_string(count(all, Verdict::not_undone) + count(all, Verdict::failed)) +
         " failed, " + std::to_string(count(all, Verdict::no_down)) + " without down\n";
}

/// The first of the failures says it all.
void refuse_failures(const All& all) {
  const auto failed = std::ranges::find_if(all, [](const Rehearsed& one) {
    return one.verdict == Verdict::failed || one.verdict == Verdict::not_undone;
  });
  if (failed == all.end()) return;
  if (const auto& error = failed->error; error && failed->verdict == Verdict::failed)
    throw base::Error(*error);
  throw base::Error(
      base::Exit::migrations_unusable,
      {.headline = "the down of " + failed->label + " does not undo its up",
       .notes = failed->left.empty() ? failed->lost : failed->left,
       .helps = {"make the down file the opposite of the up file, in reverse order"}});
}

}  // namespace

/// The database of the URL is only where the throwaway one is made: nothing is written to it.
base::Exit test(const Context& context) {
  const auto migrations = migrate::to_rehearse(read_migrations(context, Placeholders::replaced));
  migrate::Job job = make_job(context, migrations, {}, db::Create::no);
  job.hooks.rules = rules_of(context, Placeholders::replaced);
  const auto open = [&](const db::Target& target) {
    return ready_session(context, target, wait::Need::migrate);
  };
  ready_session(context, job.target, wait::Need::answer);
  const All all = migrate::rehearse(job, open, context.world);
  if (!context.settings.junit.empty()) write_junit(context.settings.junit, all);
  print(context.settings.format == Format::json ? rehearsal_json(all) : text_of(all));
  refuse_failures(all);
  return base::Exit::ok;
}

}  // namespace entrypoint
