#include "db/postgres/posts.hpp"

#include "db/error.hpp"
#include "db/postgres/advisory_lock.hpp"
#include "db/postgres/conversation.hpp"
#include "db/postgres/handles.hpp"
#include "db/postgres/rows.hpp"
#include "db/session.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace db::postgres {

void Posts::add(Kind kind, const std::string& sql, std::span<const Value> parameters) {
  conversation_.post(sql, parameters, kind == Kind::lock ? Wanted::rows : Wanted::nothing);
  posted_.push_back({.kind = kind, .number = statements_, .sql = sql});
  if (kind == Kind::statement) ++statements_;
}

Posts::Answers Posts::settle() {
  const std::vector<Posted> posted = std::exchange(posted_, {});
  std::vector<Result> results = conversation_.collect();
  Answers answers;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Kind kind = posted[i].kind;
    if (auto failure = conversation_.failure_in(results[i], posted[i].sql)) {
      if (kind == Kind::lock && failure->code == AdvisoryLock::lost_code) throw LockLost();
      if (kind == Kind::statement) failure->posted = posted[i].number;
      throw SqlError(*std::move(failure));
    }
    if (kind == Kind::lock) answers.lock = rows_of(results[i].get()).at(0);
  }
  if (!results.empty()) answers.last = std::move(results.back());
  return answers;
}

void Posts::abandon() {
  posted_.clear();
  conversation_.abandon();
}

}  // namespace db::postgres
