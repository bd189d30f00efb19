#include "wait/vigil.hpp"

#include "base/diagnostic.hpp"
#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/error.hpp"
#include "db/url.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"
#include "wait/readiness.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wait {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto grace = seconds(10);
constexpr auto told_every = seconds(10);

std::string with_code(const db::ConnectFailure& failure) {
  return failure.code.empty() ? failure.message : failure.message + " (" + failure.code + ")";
}

std::vector<std::string> helps_of(const db::ConnectFailure& failure) {
  if (failure.help.empty()) return {};
  return {failure.help};
}

}  // namespace

Vigil::Vigil(const db::Url& url, const Patience& patience, const base::World& world,
             report::Reporter& reporter)
    : database_(db::to_public_text(url)),
      engine_(url.engine),
      patience_(patience),
      world_(world),
      reporter_(reporter),
      begin_(world.clock.now()) {}

base::Duration Vigil::elapsed() const {
  return std::chrono::duration_cast<base::Duration>(world_.clock.now() - begin_);
}

std::optional<base::Duration> Vigil::allowed() const {
  if (last_.exit == base::Exit::lock_timeout) return patience_.lock_timeout;
  if (patience_.wait_timeout == base::Duration(0)) return std::nullopt;
  return patience_.wait_timeout;
}

base::Duration Vigil::left() const {
  const auto limit = allowed();
  if (!limit) return hours(24);
  return std::max<base::Duration>(*limit - elapsed(), milliseconds(10));
}

bool Vigil::out_of_grace() const {
  if (last_.verdict == db::Verdict::fatal) return true;
  return grace_begin_ && world_.clock.now() - *grace_begin_ >= grace;
}

void Vigil::failed(const db::ConnectFailure& failure) {
  ++tries_;
  const bool cut_off = failure.no_answer && tries_ > 1 && out_of_time();
  if (!cut_off) judge(failure);
  if (out_of_grace()) refuse();
  if (out_of_time()) give_up();
  tell();
}

void Vigil::judge(const db::ConnectFailure& failure) {
  last_ = failure;
  if (failure.verdict != db::Verdict::fatal_after_grace) grace_begin_.reset();
  if (failure.verdict == db::Verdict::fatal_after_grace && !grace_begin_) begin_grace();
  ++same_tries_;
}

void Vigil::begin_grace() {
  grace_begin_ = world_.clock.now();
  same_tries_ = 0;
}

bool Vigil::out_of_time() const {
  const auto limit = allowed();
  return limit && elapsed() >= *limit;
}

void Vigil::tell() {
  const base::Moment now = world_.clock.now();
  if (with_code(last_) == told_reason_ && now - told_at_ < told_every) return;
  told_reason_ = with_code(last_);
  told_at_ = now;
  const auto limit = allowed();
  reporter_.tell(
      report::Waiting{.database = database_,
                      .reason = last_.message,
                      .sqlstate = last_.code,
                      .elapsed = elapsed(),
                      .remaining = limit ? std::optional(*limit - elapsed()) : std::nullopt});
}

void Vigil::succeeded() {
  if (tries_ > 0) reporter_.tell(report::Ready{.database = database_, .waited = elapsed()});
}

void Vigil::refuse() const {
  const bool sqlite = engine_ == db::Engine::sqlite;
  base::Diagnostic diagnostic{
      .headline = sqlite ? last_.message : "cannot use the database: " + last_.message,
      .sqlstate = last_.code};
  if (same_tries_ > 1)
    diagnostic.notes.push_back("the last " + std::to_string(same_tries_) +
                               " tries had such an answer");
  diagnostic.notes.push_back("connecting to " + database_);
  diagnostic.helps = helps_of(last_);
  throw base::Error(last_.exit, std::move(diagnostic));
}

void Vigil::give_up() const {
  // Not yet out of grace, but there is no time for more of it.
  if (last_.verdict == db::Verdict::fatal_after_grace) refuse();
  const bool locked = last_.exit == base::Exit::lock_timeout;
  const std::string limit = base::to_text(allowed().value_or(base::Duration(0)));
  base::Diagnostic diagnostic{.headline =
                                  locked ? "the database was still locked after " + limit
                                         : "the database did not become ready within " + limit};
  const std::string tries = tries_ == 1 ? "1 try" : std::to_string(tries_) + " tries";
  diagnostic.notes.push_back(tries + "; the last answer was: " + with_code(last_));
  diagnostic.notes.push_back("connecting to " + database_);
  diagnostic.helps = helps_of(last_);
  diagnostic.helps.emplace_back(locked ? "raise --lock-timeout, or end the process that holds it"
                                       : "raise --wait-timeout, or look at the server's log");
  throw base::Error(last_.exit, std::move(diagnostic));
}

}  // namespace wait
