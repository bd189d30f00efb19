#pragma once

#include "sql/token.hpp"

#include <string_view>

namespace sql {

/// Decides which semicolon ends a statement of SQLite, as sqlite3_complete() does: that of a
/// trigger follows an END that follows a semicolon. One boundary sees one statement.
class SqliteBoundary {
 public:
  /// `token` is the next one that is no comment, `text` its bytes.
  bool ends_at(const Token& token, std::string_view text);

 private:
  enum class Part { nothing, explain, create, plain, trigger, trigger_semicolon, trigger_end };

  [[nodiscard]] Part after(const Token& token, std::string_view text) const;

  Part part_{Part::nothing};
};

}  // namespace sql
