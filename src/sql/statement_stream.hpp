#pragma once

#include "base/byte_source.hpp"
#include "sql/dialect.hpp"
#include "sql/statement_traits.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sql {

/// One statement, without its terminator and without what stands before its first token.
struct Statement {
  /// Good until the stream's next call.
  std::string_view text{};
  /// Of the first byte of `text`, in the whole source.
  std::size_t offset{0};
  Traits traits{};
};

/// A `-- migrexec:` comment: what follows the colon, trimmed, and where the comment begins.
struct DirectiveComment {
  std::string text{};
  std::size_t offset{0};
  /// False once a statement has begun: a directive there is an error.
  bool in_header{true};
};

/// The statements of a text, read a piece at a time: memory is bounded by the longest statement,
/// COPY data is never held whole.
class StatementStream {
 public:
  /// `source` must outlive the stream. A byte order mark at its start is passed over, but counts
  /// in offsets.
  StatementStream(base::ByteSource& source, Dialect dialect);
  StatementStream(const StatementStream&) = delete;
  StatementStream& operator=(const StatementStream&) = delete;
  ~StatementStream();

  /// The next statement, nothing at the end. Data of a COPY that nobody asked for is passed over.
  /// Throws TextError: an unterminated quote, dollar quote, comment or COPY data (at its opening),
  /// a psql command (at its backslash; \restrict and \unrestrict are passed over).
  std::optional<Statement> next();

  /// After a statement with traits.copy_from_stdin: the next piece of its data, as it stands,
  /// whole lines with their line ends, without the `\.` line; empty at its end. Good until the next
  /// call.
  std::string_view copy_data();

  /// All that were met so far, in order.
  [[nodiscard]] const std::vector<DirectiveComment>& directives() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sql
