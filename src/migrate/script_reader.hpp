#pragma once

#include "base/byte_source.hpp"
#include "base/error.hpp"
#include "migrate/migration.hpp"
#include "migrate/text_source.hpp"
#include "sql/dialect.hpp"
#include "sql/directives.hpp"
#include "sql/statement_stream.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace migrate {

/// A script on its way from its first statement to its last. Whatever is wrong with the text is an
/// Error with migrations_unusable, the place drawn.
class ScriptReader {
 public:
  /// `script` must outlive the reader.
  ScriptReader(const Script& script, sql::Dialect dialect);

  /// Nothing at the end. The statement is good until the next call, also while its COPY data is
  /// read.
  std::optional<sql::Statement> next();
  /// After a COPY ... FROM stdin: as StatementStream::copy_data().
  std::string_view copy_data();
  /// The header, complete once the first statement was read or the text has ended.
  [[nodiscard]] sql::Directives directives() const;
  /// Of the text; call once, after the end was read.
  std::string checksum() { return text_.checksum(); }
  /// After the end was read: throws Error if the text is no longer what was surveyed.
  void check_unchanged();

 private:
  const Script& script_;
  TextSource text_;
  RunningText running_;
  sql::StatementStream stream_;
  /// COPY data takes the place of its statement in the stream.
  std::string copy_statement_{};
};

}  // namespace migrate
