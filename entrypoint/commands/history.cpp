#include "migrate/history.hpp"

#include "base/duration.hpp"
#include "base/exit.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/json.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "report/table.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace entrypoint {
namespace {

std::string took(const migrate::Entry& entry) {
  if (entry.progress)
    return "stopped after statement " + std::to_string(entry.progress->statements_done);
  return base::approximately(base::Duration(entry.duration_ms));
}

std::string history_text(const std::vector<migrate::Entry>& entries) {
  if (entries.empty()) return "nothing is recorded\n";
  std::vector<std::vector<std::string>> rows{
      {"applied at", "version", "name", "by", "took", "down"}};
  for (const migrate::Entry& entry : entries)
    rows.push_back({entry.applied_at, entry.key(), entry.name, entry.applied_by, took(entry),
                    entry.has_down ? "recorded" : "none"});
  return report::to_columns(rows);
}

}  // namespace

/// In the order of what happened, the newest last. The files are not needed.
base::Exit history(const Context& context) {
  Survey survey;
  look(context, {}, {}, survey);
  std::ranges::stable_sort(survey.history, {}, &migrate::Entry::applied_at);
  print(context.settings.format == Format::json ? history_json(survey.history)
                                                : history_text(survey.history));
  return base::Exit::ok;
}

}  // namespace entrypoint
