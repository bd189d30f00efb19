#include "differential/postgres_scanner.hpp"
#include "differential/sqlite_complete.hpp"
#include "sql/dialect.hpp"
#include "sql/directives.hpp"
#include "sql/statement_traits.hpp"
#include "sql/text_error.hpp"
#include "unit/sql_cut.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void demand(bool condition, std::string_view promise) {
  if (condition) return;
  std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(promise.size()), promise.data());
  std::abort();
}

void check_statements(std::string_view text, const sql_test::Cut& cut) {
  std::size_t end = 0;
  for (const sql_test::Found& statement : cut.statements) {
    demand(statement.offset >= end, "statements come in order");
    demand(!statement.text.empty(), "no statement is empty");
    demand(text.substr(statement.offset).starts_with(statement.text), "a statement is in the text");
    end = statement.offset + statement.text.size();
  }
  demand(!cut.failure || cut.failure->offset <= text.size(), "an error is in the text");
}

void check_directives(const sql_test::Cut& cut) {
  try {
    sql::parse_directives(cut.directives);
  } catch (const sql::TextError& error) {
    demand(!cut.directives.empty(), "an error is about a directive");
  }
}

void check(std::string_view text, sql::Dialect dialect) {
  const sql_test::Cut whole = sql_test::cut(text, dialect);
  sql_test::Pieces bytes(text, 1, 1);
  demand(sql_test::cut(bytes, dialect) == whole, "byte by byte is the same");
  check_statements(text, whole);
  check_directives(whole);
}

/// Any text will do: they must bear what is no statement too.
void check_words(std::string_view text) {
  sql::traits_of(text, sql::Dialect::postgresql);
  sql::traits_of(text, sql::Dialect::sqlite);
  sql::effect_of(text);
  demand(text.ends_with(sql::transaction_modes(text)), "modes are the end of a statement");
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  check(text, sql::Dialect::postgresql);
  check(text, sql::Dialect::sqlite);
  check_words(text);
  const std::string postgres = differential::disagreement(text).value_or("");
  demand(postgres.empty(), postgres);
  const std::string sqlite = differential::sqlite_disagreement(text);
  demand(sqlite.empty(), sqlite);
  return 0;
}
