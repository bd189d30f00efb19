#include "migrate/script_reader.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "migrate/migration.hpp"
#include "migrate/text_source.hpp"
#include "sql/dialect.hpp"
#include "sql/directives.hpp"
#include "sql/statement_stream.hpp"
#include "sql/text_error.hpp"

#include <optional>
#include <string_view>

namespace migrate {
namespace {

/// What the splitter or the header has to say, drawn at its place.
template <typename Act>
auto drawn(const Script& script, const Act& act) {
  try {
    return act();
  } catch (const sql::TextError& error) {
    throw unusable(script, error);
  }
}

}  // namespace

ScriptReader::ScriptReader(const Script& script, sql::Dialect dialect)
    : script_(script), text_(script), running_(script, text_), stream_(running_, dialect) {}

std::optional<sql::Statement> ScriptReader::next() {
  auto statement = drawn(script_, [&] { return stream_.next(); });
  if (statement && statement->traits.copy_from_stdin) {
    copy_statement_ = statement->text;
    statement->text = copy_statement_;
  }
  return statement;
}

std::string_view ScriptReader::copy_data() {
  return drawn(script_, [&] { return stream_.copy_data(); });
}

sql::Directives ScriptReader::directives() const {
  return drawn(script_, [&] { return sql::parse_directives(stream_.directives()); });
}

void ScriptReader::check_unchanged() {
  if (text_.checksum() == script_.checksum) return;
  throw base::Error(base::Exit::migrations_unusable,
                    {.headline = "\"" + script_.path + "\" changed while it was applied",
                     .notes = {"nothing of it is recorded as complete"},
                     .helps = {"start again when the file is complete"}});
}

}  // namespace migrate
