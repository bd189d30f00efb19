#pragma once

#include "base/byte_source.hpp"
#include "sql/statement_stream.hpp"
#include "sql/text_error.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sql_test {

/// A text that comes in pieces of a given size.
class Pieces : public base::ByteSource {
 public:
  Pieces(std::string_view text, std::size_t first, std::size_t others)
      : text_(text), piece_(first), others_(others) {}

  std::size_t read(std::span<char> room) override {
    const std::size_t count = std::min({piece_, room.size(), text_.size() - read_});
    std::ranges::copy(std::string_view(text_).substr(read_, count), room.begin());
    read_ += count;
    piece_ = others_;
    return count;
  }

 private:
  std::string text_;
  std::size_t read_{0};
  std::size_t piece_;
  std::size_t others_;
};

struct Found {
  std::string text{};
  std::size_t offset{0};
  std::string data{};

  bool operator==(const Found&) const = default;
};

struct Failure {
  std::string what{};
  std::size_t offset{0};
  std::string help{};

  bool operator==(const Failure&) const = default;
};

/// All that a stream says of a text.
struct Cut {
  std::vector<Found> statements{};
  std::vector<sql::DirectiveComment> directives{};
  std::optional<Failure> failure{};
};

inline bool same(const sql::DirectiveComment& one, const sql::DirectiveComment& other) {
  return one.text == other.text && one.offset == other.offset && one.in_header == other.in_header;
}

inline bool operator==(const Cut& one, const Cut& other) {
  return one.statements == other.statements && one.failure == other.failure &&
         std::ranges::equal(one.directives, other.directives, same);
}

inline std::string all_data(sql::StatementStream& stream) {
  std::string data;
  for (auto piece = stream.copy_data(); !piece.empty(); piece = stream.copy_data())
    data += piece;
  return data;
}

inline void read_all(sql::StatementStream& stream, Cut& cut) {
  try {
    while (const auto statement = stream.next()) {
      cut.statements.push_back({std::string(statement->text), statement->offset});
      if (statement->traits.copy_from_stdin) cut.statements.back().data = all_data(stream);
    }
  } catch (const sql::TextError& error) {
    cut.failure = Failure{.what = error.what(), .offset = error.offset(), .help = error.help()};
  }
}

/// The text of the stream's next statement, or a word for its end.
inline std::string next_text(sql::StatementStream& stream) {
  const auto statement = stream.next();
  return statement ? std::string(statement->text) : "the end";
}

inline Cut cut(base::ByteSource& source, sql::Dialect dialect) {
  Cut cut;
  sql::StatementStream stream(source, dialect);
  read_all(stream, cut);
  cut.directives = stream.directives();
  return cut;
}

inline Cut cut(std::string_view text, sql::Dialect dialect) {
  Pieces whole(text, text.size(), text.size());
  return cut(whole, dialect);
}

inline std::vector<std::string> texts(std::string_view text, sql::Dialect dialect) {
  const Cut result = cut(text, dialect);
  std::vector<std::string> texts;
  texts.reserve(result.statements.size() + 1);
  for (const Found& statement : result.statements)
    texts.push_back(statement.text);
  if (result.failure) texts.push_back("error: " + result.failure->what);
  return texts;
}

/// The statements of a text, then `error: ...` if there was one.
inline std::vector<std::string> postgres(std::string_view text) {
  return texts(text, sql::Dialect::postgresql);
}

inline std::vector<std::string> sqlite(std::string_view text) {
  return texts(text, sql::Dialect::sqlite);
}

inline Failure postgres_failure(std::string_view text) {
  return cut(text, sql::Dialect::postgresql).failure.value_or(Failure{});
}

inline Failure sqlite_failure(std::string_view text) {
  return cut(text, sql::Dialect::sqlite).failure.value_or(Failure{});
}

using Texts = std::vector<std::string>;

}  // namespace sql_test
