#include "sql/statement_traits.hpp"

#include "sql/dialect.hpp"
#include "sql/phrase.hpp"
#include "sql/postgres_traits.hpp"
#include "sql/sqlite_traits.hpp"

#include <cstddef>
#include <string_view>

namespace sql {

Traits traits_of(std::string_view statement, Dialect dialect) {
  Phrase phrase(statement, dialect);
  return dialect == Dialect::postgresql ? postgres_traits(phrase) : sqlite_traits(phrase);
}

std::string_view transaction_modes(std::string_view begin_statement) {
  Phrase phrase(begin_statement, Dialect::postgresql);
  if (!phrase.accept_any({"begin", "start"})) return {};
  phrase.accept_any({"work", "transaction"});
  const std::size_t modes = phrase.here().begin;
  return begin_statement.substr(modes);
}

}  // namespace sql
