#pragma once

#include "db/session.hpp"

#include <string>

namespace db::sqlite {

/// As Driver::dump.
std::string dump(Session& session);

}  // namespace db::sqlite
