#include "sql/statement_stream.hpp"

#include "base/byte_source.hpp"
#include "sql/bytes.hpp"
#include "sql/copy_data.hpp"
#include "sql/dialect.hpp"
#include "sql/directive_comment.hpp"
#include "sql/postgres_boundary.hpp"
#include "sql/postgres_lexer.hpp"
#include "sql/psql_command.hpp"
#include "sql/sqlite_boundary.hpp"
#include "sql/sqlite_lexer.hpp"
#include "sql/statement_traits.hpp"
#include "sql/text_error.hpp"
#include "sql/token.hpp"
#include "sql/unterminated.hpp"
#include "sql/window.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sql {
namespace {

constexpr ByteSet blanks_in_line{" \t\r\f\v"};

/// From the first token of a statement to its last one.
struct Extent {
  std::size_t begin{0};
  std::size_t end{0};
};

bool is_part_of_statement(const Token& token) {
  return !token.is_comment() && token.kind != Token::Kind::psql_command &&
         token.kind != Token::Kind::unterminated;
}

}  // namespace

class StatementStream::Impl {
 public:
  Impl(base::ByteSource& source, Dialect dialect) : window_(source), dialect_(dialect) {}

  std::optional<Statement> next();
  std::string_view copy_data();
  [[nodiscard]] const std::vector<DirectiveComment>& directives() const { return directives_; }

 private:
  void pass_over_byte_order_mark();
  template <class Lexer, class Boundary>
  std::optional<Extent> cut();
  void extend(std::optional<Extent>& extent, const Token& token);
  void pass_over(const Token& token, const std::optional<Extent>& extent);
  void to_line_after_statement();
  void note_directive(const Token& comment);
  [[nodiscard]] std::string_view text_of(const Token& token) const {
    return window_.view(token.begin, token.end);
  }

  Window window_;
  Dialect dialect_;
  std::vector<DirectiveComment> directives_{};
  bool in_header_{true};
  /// The COPY that was handed out, until somebody wants its data.
  std::optional<std::size_t> copy_statement_{};
  std::optional<CopyData> copy_data_{};
};

std::optional<Statement> StatementStream::Impl::next() {
  while (!copy_data().empty())
    continue;
  if (window_.offset() == 0) pass_over_byte_order_mark();
  window_.keep_from(window_.offset());
  const auto extent = dialect_ == Dialect::postgresql ? cut<PostgresLexer, PostgresBoundary>()
                                                      : cut<SqliteLexer, SqliteBoundary>();
  if (!extent) return std::nullopt;
  const std::string_view text = window_.view(extent->begin, extent->end);
  Statement statement{.text = text, .offset = extent->begin, .traits = traits_of(text, dialect_)};
  if (statement.traits.copy_from_stdin) copy_statement_ = statement.offset;
  return statement;
}

std::string_view StatementStream::Impl::copy_data() {
  if (copy_statement_) {
    to_line_after_statement();
    copy_data_.emplace(window_, *copy_statement_);
    copy_statement_.reset();
  }
  return copy_data_ ? copy_data_->next() : std::string_view();
}

void StatementStream::Impl::pass_over_byte_order_mark() {
  if (window_.peek(0) == 0xEF && window_.peek(1) == 0xBB && window_.peek(2) == 0xBF)
    window_.advance(3);
}

/// Over the next statement and its semicolon.
template <class Lexer, class Boundary>
std::optional<Extent> StatementStream::Impl::cut() {
  Lexer lexer(window_);
  Boundary boundary;
  std::optional<Extent> extent;
  for (;;) {
    const Token token = lexer.next();
    if (token.kind == Token::Kind::end_of_text) return extent;
    if (!is_part_of_statement(token)) {
      pass_over(token, extent);
    } else if (!boundary.ends_at(token, text_of(token))) {
      extend(extent, token);
    } else if (extent) {
      return extent;
    }
    if (!extent) window_.keep_from(window_.offset());
  }
}

void StatementStream::Impl::extend(std::optional<Extent>& extent, const Token& token) {
  if (!extent) extent = Extent{.begin = token.begin};
  extent->end = token.end;
  in_header_ = false;
}

void StatementStream::Impl::pass_over(const Token& token, const std::optional<Extent>& extent) {
  if (token.kind == Token::Kind::unterminated)
    throw unterminated(text_of(token), token.begin, dialect_);
  if (token.kind == Token::Kind::line_comment) note_directive(token);
  if (token.kind != Token::Kind::psql_command) return;
  if (extent) refuse_psql_command(window_, token.begin);
  pass_over_psql_command(window_, token.begin);
}

void StatementStream::Impl::note_directive(const Token& comment) {
  if (const auto text = directive_in(text_of(comment)))
    directives_.push_back({std::string(*text), comment.begin, in_header_});
}

/// Comments may stand behind a COPY's semicolon, nothing else.
void StatementStream::Impl::to_line_after_statement() {
  window_.keep_from(window_.offset());
  window_.advance_while(blanks_in_line);
  while (window_.peek() == '-' && window_.peek(1) == '-') {
    note_directive(PostgresLexer(window_).next());
    window_.advance_while(blanks_in_line);
  }
  if (window_.peek() == Window::end_of_text) return;
  if (window_.peek() != '\n')
    throw TextError("COPY data must begin on the line after the statement", window_.offset(),
                    "end the line behind the semicolon");
  window_.advance(1);
}

StatementStream::StatementStream(base::ByteSource& source, Dialect dialect)
    : impl_(std::make_unique<Impl>(source, dialect)) {}

StatementStream::~StatementStream() = default;

std::optional<Statement> StatementStream::next() {
  return impl_->next();
}

std::string_view StatementStream::copy_data() {
  return impl_->copy_data();
}

const std::vector<DirectiveComment>& StatementStream::directives() const {
  return impl_->directives();
}

}  // namespace sql
