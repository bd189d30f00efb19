#include "differential/postgres_scanner.hpp"

#include "differential/lead.hpp"
#include "sql/bytes.hpp"
#include "sql/dialect.hpp"
#include "sql/postgres_lexer.hpp"
#include "sql/statement_traits.hpp"
#include "sql/window.hpp"
#include "unit/sql_cut.hpp"

#include <pg_query.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <regex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace differential {
namespace {

using sql_test::Cut;
using sql_test::Found;

/// A split by libpg_query, owned.
class Split {
 public:
  explicit Split(const std::string& text) : result_(pg_query_split_with_scanner(text.c_str())) {}
  Split(const Split&) = delete;
  Split& operator=(const Split&) = delete;
  ~Split() { pg_query_free_split_result(result_); }

  [[nodiscard]] std::string error() const {
    return result_.error == nullptr ? std::string() : result_.error->message;
  }
  [[nodiscard]] std::vector<std::string_view> pieces(std::string_view text) const {
    std::vector<std::string_view> pieces;
    for (const PgQuerySplitStmt* piece :
         std::span(result_.stmts, static_cast<std::size_t>(result_.n_stmts)))
      pieces.push_back(text.substr(static_cast<std::size_t>(piece->stmt_location),
                                   static_cast<std::size_t>(piece->stmt_len)));
    return pieces;
  }

 private:
  PgQuerySplitResult result_;
};

bool has_word(std::string_view text, std::string_view word) {
  return std::ranges::search(text, word, {}, sql::lower).begin() != text.end();
}

bool has_balanced_parentheses(const std::string& text) {
  sql::Window window{std::string_view(text)};
  sql::PostgresLexer lexer(window);
  int open = 0;
  for (auto token = lexer.next(); token.kind != sql::Token::Kind::end_of_text;
       token = lexer.next()) {
    if (token.is('(')) ++open;
    if (token.is(')')) --open;
    if (open < 0) break;
  }
  return open == 0;
}

/// Also true of some texts that only look so.
bool may_go_on_behind_comment(const std::string& text) {
  static const std::regex pattern(
      R"('[ \t\r\n\f]*--[^\r\n]*[\r\n]([ \t\r\n\f]|--[^\r\n]*[\r\n])*')");
  return has_word(text, "e'") && std::regex_search(text, pattern);
}

bool is_copy(const Found& statement) {
  return sql::traits_of(statement.text, sql::Dialect::postgresql).copy_from_stdin;
}

/// A backslash where a statement may begin: psql's business, or nobody's.
bool complains_of_backslash(const Cut& ours) {
  return ours.failure && (ours.failure->what.ends_with("psql command") ||
                          ours.failure->what.ends_with("is no SQL") ||
                          ours.failure->what.ends_with("ends no COPY"));
}

bool is_comparable(const std::string& text, const Cut& ours) {
  return !complains_of_backslash(ours) && !text.starts_with("\xEF\xBB\xBF") &&
         !std::ranges::any_of(ours.statements, is_copy) && !has_word(text, "atomic") &&
         text.find('\v') == std::string::npos && text.find('\0') == std::string::npos &&
         text.find("\\restrict") == std::string::npos &&
         text.find("\\unrestrict") == std::string::npos && !may_go_on_behind_comment(text);
}

/// The same text, up to comments and white space at the end.
bool matches(std::string_view piece, std::string_view ours) {
  const std::string_view theirs = without_lead(piece, Comments::nested);
  return theirs.starts_with(ours) &&
         without_lead(theirs.substr(ours.size()), Comments::nested).empty();
}

bool has_keyword(const Found& statement) {
  const Split split(statement.text);
  return !split.pieces(statement.text).empty();
}

std::string compare(const Cut& ours, const std::vector<std::string_view>& theirs) {
  auto piece = theirs.begin();
  for (const Found& statement : ours.statements) {
    if (!has_keyword(statement)) continue;
    if (piece == theirs.end()) return "only we see: " + statement.text;
    if (!matches(*piece, statement.text))
      return "we see: " + statement.text + "\nlibpg_query sees: " + std::string(*piece);
    ++piece;
  }
  return piece == theirs.end() ? "" : "only libpg_query sees: " + std::string(*piece);
}

}  // namespace

std::optional<std::string> disagreement(const std::string& text) {
  const Cut ours = sql_test::cut(text, sql::Dialect::postgresql);
  if (!is_comparable(text, ours)) return std::nullopt;
  const Split split(text);
  const std::string error = split.error();
  if (error.starts_with("unterminated"))
    return ours.failure ? "" : "only libpg_query says: " + error;
  if (!error.empty()) return std::nullopt;
  if (ours.failure) return "only we say: " + ours.failure->what;
  if (!has_balanced_parentheses(text)) return std::nullopt;
  return compare(ours, split.pieces(text));
}

}  // namespace differential
