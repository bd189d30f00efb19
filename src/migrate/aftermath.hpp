#pragma once

#include "db/session.hpp"
#include "sql/statement_traits.hpp"

#include <string>
#include <string_view>

namespace migrate {

/// What the catalog holds before a statement outside a transaction runs, as far as its effect can
/// be looked up afterwards: kept in the history until the statement's outcome is recorded.
std::string before(db::Session& session, const sql::Effect& effect);

enum class Aftermath { done, not_done };

/// After a statement whose outcome is unknown: whether its effect is there. An invalid index that
/// it left is dropped, a partition half detached is detached for good.
Aftermath look(db::Session& session, const sql::Effect& effect, std::string_view before);

}  // namespace migrate
