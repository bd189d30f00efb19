#include "migrate/survey.hpp"

#include "migrate/migration.hpp"
#include "migrate/script_reader.hpp"
#include "migrate/text_source.hpp"
#include "migrate/transaction_shape.hpp"
#include "sql/directives.hpp"

#include <optional>
#include <string>
#include <vector>

namespace migrate {
namespace {

std::vector<std::string> one_or_none(const std::string& text) {
  if (text.empty()) return {};
  return {text};
}

void refuse(const Script& script, const std::optional<ShapeError>& error) {
  if (!error) return;
  throw text_error(script, {.offset = error->offset, .length = error->length},
                   {.headline = "\"" + script.path + "\": " + error->headline,
                    .helps = one_or_none(error->help)},
                   error->label);
}

void take_over(Script& script, const sql::Directives& header, const TransactionShape& shape,
               bool asked_for_none) {
  script.runs = shape.runs();
  script.wrapped = shape.wrapped();
  script.alone = shape.alone();
  script.check_foreign_keys = header.foreign_keys_off || shape.foreign_keys_off();
  script.statement_timeout = header.statement_timeout;
  if (script.wrapped)
    script.notes.emplace_back(
        "its BEGIN and COMMIT are skipped: it runs in migrexec's own transaction");
  if (!asked_for_none && script.runs == Runs::outside_transaction)
    script.notes.push_back("it runs outside a transaction: " + shape.outside_words() +
                           " cannot run inside one");
}

}  // namespace

sql::Directives survey(Script& script, const Rules& rules) {
  ScriptReader reader(script, rules.dialect);
  auto statement = reader.next();
  sql::Directives header = reader.directives();
  if (header.placeholders && rules.values && !script.values) {
    // Values may hold anything, statements too: the text is read as it will run.
    script.values = rules.values;
    return survey(script, rules);
  }
  const bool none =
      header.transactional == sql::Transactional::no || rules.grouping == Grouping::none;
  TransactionShape shape(none);
  for (; statement; statement = reader.next()) {
    ++script.statements;
    refuse(script, shape.see(*statement));
  }
  refuse(script, shape.finish());
  // A directive after the first statement is found only now.
  (void)reader.directives();
  take_over(script, header, shape, none);
  script.checksum = reader.checksum();
  return header;
}

}  // namespace migrate
