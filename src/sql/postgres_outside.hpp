#pragma once

#include "sql/phrase.hpp"
#include "sql/statement_traits.hpp"

namespace sql {

/// The statements that PostgreSQL may refuse inside a transaction. Each phrase stands behind the
/// statement's first word.
Traits traits_of_alter(Phrase& phrase);
Traits traits_of_cluster(Phrase& phrase);
Traits traits_of_create(Phrase& phrase);
Traits traits_of_discard(Phrase& phrase);
Traits traits_of_drop(Phrase& phrase);
Traits traits_of_reindex(Phrase& phrase);

}  // namespace sql
