#pragma once

#include "db/session.hpp"

#include <string>
#include <vector>

namespace db::sqlite {

/// As Driver::schema.
std::vector<std::string> schema(Session& session);

}  // namespace db::sqlite
