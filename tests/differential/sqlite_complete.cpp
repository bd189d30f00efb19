#include "differential/sqlite_complete.hpp"

#include "differential/lead.hpp"
#include "sql/dialect.hpp"
#include "unit/sql_cut.hpp"

#include <sqlite3.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace differential {
namespace {

/// With its semicolon, but for one at the end of the text that is not complete.
std::string_view first_statement(std::string_view text) {
  for (std::size_t end = text.find(';'); end != std::string_view::npos;
       end = text.find(';', end + 1)) {
    const std::string piece(text.substr(0, end + 1));
    if (sqlite3_complete(piece.c_str()) == 1) return text.substr(0, end + 1);
  }
  return text;
}

bool is_complete(std::string_view piece) {
  return sqlite3_complete(std::string(piece).c_str()) == 1;
}

/// All that are not empty, what comes before the first token left out.
std::vector<std::string_view> statements(std::string_view text) {
  std::vector<std::string_view> statements;
  while (!text.empty()) {
    const std::string_view piece = first_statement(text);
    const std::string_view statement = without_lead(piece, Comments::flat);
    if (!statement.empty() && statement != ";") statements.push_back(statement);
    text.remove_prefix(piece.size());
  }
  return statements;
}

bool matches(std::string_view theirs, std::string_view ours) {
  if (!theirs.starts_with(ours)) return false;
  const std::string_view rest = without_lead(theirs.substr(ours.size()), Comments::flat);
  return rest.empty() || (rest == ";" && is_complete(theirs));
}

}  // namespace

std::string sqlite_disagreement(const std::string& text) {
  if (text.find('\0') != std::string::npos || text.starts_with("\xEF\xBB\xBF")) return "";
  const auto ours = sql_test::cut(text, sql::Dialect::sqlite);
  auto theirs = statements(text);
  if (ours.failure && !theirs.empty() && !is_complete(theirs.back())) theirs.pop_back();
  for (std::size_t i = 0; i < ours.statements.size(); ++i) {
    const std::string& statement = ours.statements[i].text;
    if (i >= theirs.size()) return "only we see: " + statement;
    if (!matches(theirs[i], statement))
      return "we see: " + statement + "\nSQLite sees: " + std::string(theirs[i]);
  }
  if (theirs.size() == ours.statements.size()) return "";
  return "only SQLite sees: " + std::string(theirs[ours.statements.size()]);
}

}  // namespace differential
