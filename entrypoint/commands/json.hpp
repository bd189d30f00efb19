#pragma once

#include "base/error.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "migrate/job.hpp"
#include "migrate/plan.hpp"

#include <string>
#include <vector>

namespace entrypoint {

/// All end with a line end.
std::string outcome_json(const migrate::Outcome& outcome, const base::Error* error);
std::string status_json(const Survey& survey);
std::string plan_json(const migrate::Plan& plan);
std::string check_json(const std::string& directory, const std::string& dialect,
                       const std::vector<migrate::Migration>& migrations);

}  // namespace entrypoint
