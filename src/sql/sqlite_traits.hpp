#pragma once

#include "sql/phrase.hpp"
#include "sql/statement_traits.hpp"

namespace sql {

/// `phrase` stands at the begin of a statement of SQLite.
Traits sqlite_traits(Phrase& phrase);

}  // namespace sql
