#pragma once

#include "db/session.hpp"

#include <string>
#include <vector>

namespace db::postgres {

/// As Driver::schema.
std::vector<std::string> schema(Session& session);

}  // namespace db::postgres
