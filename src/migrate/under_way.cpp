#include "migrate/under_way.hpp"

#include "db/error.hpp"
#include "migrate/failure.hpp"
#include "migrate/text_source.hpp"
#include "sql/statement_stream.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace migrate {
namespace {

constexpr std::size_t most_bytes = 64 * std::size_t{1024};
constexpr std::size_t most_statements = 500;

}  // namespace

void UnderWay::add(const sql::Statement& statement) {
  posted_.push_back({.text = std::string(statement.text), .offset = statement.offset});
  bytes_ += statement.text.size();
}

bool UnderWay::is_much() const {
  return bytes_ >= most_bytes || posted_.size() >= most_statements;
}

void UnderWay::clear() {
  posted_.clear();
  bytes_ = 0;
}

std::optional<Spot> UnderWay::spot_of(const db::SqlFailure& failure) const {
  if (!failure.posted || *failure.posted >= posted_.size()) return std::nullopt;
  const Posted& posted = posted_[*failure.posted];
  return migrate::spot_of({.text = posted.text, .offset = posted.offset}, failure);
}

}  // namespace migrate
