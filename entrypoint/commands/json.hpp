#pragma once

#include "base/error.hpp"
#include "db/finding.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "migrate/rehearsal.hpp"
#include "migrate/renumber.hpp"
#include "migrate/standing.hpp"

#include <span>
#include <string>
#include <vector>

namespace entrypoint {

/// All end with a line end.
/// What was done, a list for each of `acts`.
std::string outcome_json(const migrate::Outcome& outcome, std::span<const migrate::Act> acts,
                         const base::Error* error);
std::string status_json(const Survey& survey);
std::string plan_json(const migrate::Plan& plan);
/// What a hook reads.
std::string story_json(const migrate::HookStory& story, const std::string& database);
std::string shown_json(const Shown& shown);
std::string intentions_json(const migrate::Plan& plan);
std::string current_json(const migrate::Standing& standing);
std::string history_json(const std::vector<migrate::Entry>& entries);
std::string rehearsal_json(const std::vector<migrate::Rehearsed>& all);
std::string created_json(const std::vector<std::string>& paths);
std::string renamed_json(const std::vector<migrate::Renaming>& renamings);
std::string check_json(const std::string& directory, const std::string& dialect,
                       const std::vector<migrate::Migration>& migrations,
                       const std::vector<db::Finding>& findings);

}  // namespace entrypoint
