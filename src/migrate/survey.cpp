#include "migrate/survey.hpp"

#include "base/error.hpp"
#include "migrate/migration.hpp"
#include "migrate/text_source.hpp"
#include "migrate/transaction_shape.hpp"
#include "sql/dialect.hpp"
#include "sql/directives.hpp"
#include "sql/statement_stream.hpp"
#include "sql/text_error.hpp"

#include <optional>
#include <string>
#include <vector>

namespace migrate {
namespace {

std::vector<std::string> one_or_none(const std::string& text) {
  if (text.empty()) return {};
  return {text};
}

base::Error unusable(const std::string& path, const ShapeError& error) {
  return text_error(
      path, {.offset = error.offset, .length = error.length},
      {.headline = "\"" + path + "\": " + error.headline, .helps = one_or_none(error.help)},
      error.label);
}

void refuse(const std::string& path, const std::optional<ShapeError>& error) {
  if (error) throw unusable(path, *error);
}

/// The header is complete once the first statement is there, or the file has ended.
sql::Directives header_of(const sql::StatementStream& stream) {
  return sql::parse_directives(stream.directives());
}

void take_over(Migration& migration, const sql::Directives& header, const TransactionShape& shape,
               bool asked_for_none) {
  migration.runs = shape.runs();
  migration.wrapped = shape.wrapped();
  migration.alone = shape.alone();
  migration.check_foreign_keys = header.foreign_keys_off || shape.foreign_keys_off();
  migration.statement_timeout = header.statement_timeout;
  if (migration.wrapped)
    migration.notes.emplace_back(
        "its BEGIN and COMMIT are skipped: it runs in migrexec's own transaction");
  if (!asked_for_none && migration.runs == Runs::outside_transaction)
    migration.notes.push_back("it runs outside a transaction: " + shape.outside_words() +
                              " cannot run inside one");
}

void read_through(Migration& migration, sql::Dialect dialect, Grouping grouping) {
  TextSource source(migration.path);
  sql::StatementStream stream(source, dialect);
  auto statement = stream.next();
  const sql::Directives header = header_of(stream);
  const bool none = header.transactional == sql::Transactional::no || grouping == Grouping::none;
  TransactionShape shape(none);
  for (; statement; statement = stream.next()) {
    ++migration.statements;
    refuse(migration.path, shape.see(*statement));
  }
  refuse(migration.path, shape.finish());
  // A directive after the first statement is found only now.
  header_of(stream);
  take_over(migration, header, shape, none);
  migration.checksum = source.checksum();
}

}  // namespace

void survey(Migration& migration, sql::Dialect dialect, Grouping grouping) {
  try {
    read_through(migration, dialect, grouping);
  } catch (const sql::TextError& error) {
    throw unusable(migration.path, error);
  }
}

void survey_down(const std::string& path, sql::Dialect dialect, Grouping grouping) {
  Migration down{.path = path};
  survey(down, dialect, grouping);
}

}  // namespace migrate
