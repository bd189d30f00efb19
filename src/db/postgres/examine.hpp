#pragma once

#include "base/world.hpp"
#include "db/finding.hpp"
#include "db/session.hpp"

#include <vector>

namespace db::postgres {

/// As Driver::examine.
std::vector<Finding> examine(Session& session, const base::World& world);

}  // namespace db::postgres
