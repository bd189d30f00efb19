#include "migrate/transaction_shape.hpp"

#include "migrate/migration.hpp"
#include "sql/statement_stream.hpp"
#include "sql/statement_traits.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace migrate {
namespace {

using sql::Control;

const std::string free_help =
    "a file that begins with \"-- migrexec: transaction=none\" may hold its own transactions";

bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// The first four words of a statement, on one line.
std::string first_words(std::string_view text) {
  std::string words;
  int count = 0;
  for (const char c : text) {
    if (!is_blank(c)) {
      words += c;
    } else if (!words.ends_with(' ')) {
      if (++count == 4) break;
      words += ' ';
    }
  }
  return words;
}

}  // namespace

TransactionShape::Spot TransactionShape::spot_of(const sql::Statement& statement) {
  return {.offset = statement.offset,
          .length = std::min(statement.text.find('\n'), statement.text.size()),
          .words = first_words(statement.text)};
}

ShapeError TransactionShape::unexpected(const Spot& spot) const {
  if (free_)
    return {.offset = spot.offset,
            .length = spot.length,
            .headline = spot.words + " inside a transaction that is already open",
            .label = "the one before is not yet committed",
            .help = "end the first transaction with COMMIT"};
  return {.offset = spot.offset,
          .length = spot.length,
          .headline = spot.words + " in a migration that runs in migrexec's own transaction",
          .label = "would end or nest that transaction",
          .help = free_help};
}

std::optional<ShapeError> TransactionShape::see(const sql::Statement& statement) {
  const Spot spot = spot_of(statement);
  if (statement.traits.control != Control::none) return see_control(statement, spot);
  if (statement.traits.foreign_keys_off && !work_seen_ && !free_) foreign_keys_off_ = true;
  alone_ = alone_ || statement.traits.sticky;
  if (statement.traits.session_setting && !statement.traits.outside_transaction)
    return std::nullopt;
  if (end_.met() && !free_) return unexpected(end_);
  see_work(statement, spot);
  return std::nullopt;
}

void TransactionShape::see_work(const sql::Statement& statement, const Spot& spot) {
  work_seen_ = true;
  auto& first = statement.traits.outside_transaction ? outside_ : ordinary_;
  if (!first.met()) first = spot;
}

std::optional<ShapeError> TransactionShape::see_begin(const sql::Statement& statement,
                                                      const Spot& spot) {
  if (open_ || (!free_ && (work_seen_ || begin_.met()))) return unexpected(spot);
  open_ = true;
  begin_ = spot;
  // An isolation level can only be set at the start of a transaction.
  alone_ = alone_ || !sql::transaction_modes(statement.text).empty();
  return std::nullopt;
}

std::optional<ShapeError> TransactionShape::see_control(const sql::Statement& statement,
                                                        const Spot& spot) {
  const Control control = statement.traits.control;
  if (control == Control::savepoint) return std::nullopt;
  if (control == Control::begin) return see_begin(statement, spot);
  if (free_) {
    open_ = false;
    return std::nullopt;
  }
  if (control != Control::commit || !open_) return unexpected(spot);
  open_ = false;
  end_ = spot;
  return std::nullopt;
}

std::optional<ShapeError> TransactionShape::finish() const {
  if (open_)
    return ShapeError{
        .offset = begin_.offset,
        .length = begin_.length,
        .headline = begin_.words + " without a COMMIT",
        .label = "this transaction is never committed",
        .help =
            "end the file with COMMIT, or leave both out: migrexec runs every migration "
            "in a transaction"};
  if (free_ || !outside_.met() || (!ordinary_.met() && !begin_.met())) return std::nullopt;
  return ShapeError{.offset = outside_.offset,
                    .length = outside_.length,
                    .headline = outside_.words +
                                " cannot run in a transaction, other statements of the file should",
                    .label = "must run outside a transaction",
                    .help =
                        "move it to a migration of its own, or begin the file with \"-- migrexec: "
                        "transaction=none\": then nothing of it is rolled back after an error, a "
                        "re-run resumes at the statement that failed"};
}

Runs TransactionShape::runs() const {
  return free_ || outside_.met() ? Runs::outside_transaction : Runs::in_transaction;
}

}  // namespace migrate
