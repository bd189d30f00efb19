#include "db/postgres/posts.hpp"

#include "db/error.hpp"
#include "db/postgres/advisory_lock.hpp"
#include "db/postgres/conversation.hpp"
#include "db/postgres/handles.hpp"
#include "db/postgres/rows.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace db::postgres {

void Posts::add(Kind kind, std::string_view sql) {
  posted_.push_back({.kind = kind, .number = statements_, .begin = text_.size()});
  text_.append(sql).append(";\n");
  if (kind == Kind::statement) ++statements_;
}

Posts::Answers Posts::settle() {
  if (posted_.empty()) return {};
  const std::vector<Posted> posted = std::exchange(posted_, {});
  const std::string text = std::exchange(text_, {});
  std::vector<Result> results = conversation_.ask_each(text, Keep::last_row);
  if (results.empty() || results.size() > posted.size())
    throw std::logic_error("the server does not see the statements that were sent");
  if (auto failure = conversation_.failure_in(results.back(), text))
    refuse(posted, results.size() - 1, *std::move(failure));
  if (results.size() < posted.size()) throw std::logic_error("the server passed over a statement");
  Answers answers;
  const auto lock = std::ranges::find(posted, Kind::lock, &Posted::kind);
  if (lock != posted.end())
    answers.lock = rows_of(results[static_cast<std::size_t>(lock - posted.begin())].get()).at(0);
  answers.last = std::move(results.back());
  return answers;
}

/// The server reads all of them before it runs the first: then only the place tells which it means.
void Posts::refuse(const std::vector<Posted>& posted, std::size_t index, SqlFailure failure) {
  if (failure.offset) {
    const auto behind = std::ranges::upper_bound(posted, *failure.offset, {}, &Posted::begin);
    index = static_cast<std::size_t>(behind - posted.begin()) - 1;
    *failure.offset -= posted[index].begin;
  }
  const Posted& refused = posted[index];
  if (refused.kind == Kind::lock && failure.code == AdvisoryLock::lost_code) throw LockLost();
  if (refused.kind == Kind::statement) failure.posted = refused.number;
  throw SqlError(std::move(failure));
}

void Posts::forget() {
  posted_.clear();
  text_.clear();
}

}  // namespace db::postgres
