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
  last_ = failure;
  if (failure.verdict != db::Verdict::fatal_after_grace) grace_begin_.reset();
  if (failure.verdict == db::Verdict::fatal_after_grace && !grace_begin_)
    grace_begin_ = world_.clock.now();
  if (out_of_grace()) refuse();
  const auto limit = allowed();
  if (limit && elapsed() >= *limit) give_up();
  tell();
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
  diagnostic.notes.push_back("connecting to " + database_);
  if (tries_ > 1)
    diagnostic.notes.push_back(std::to_string(tries_) + " tries in " +
                               base::approximately(elapsed()) + " had the same answer");
  diagnostic.helps = helps_of(last_);
  throw base::Error(last_.exit, std::move(diagnostic));
}

void Vigil::give_up() const {
  // Not yet out of grace, but there is no time for more of it.
  if (last_.verdict == db::Verdict::fatal_after_grace) refuse();
  base::Diagnostic diagnostic{.headline = "the database did not become ready within " +
                                          base::to_text(*allowed())};
  const std::string tries = tries_ == 1 ? "1 try" : std::to_string(tries_) + " tries";
  diagnostic.notes.push_back(tries + "; the last answer was: " + with_code(last_));
  diagnostic.notes.push_back("connecting to " + database_);
  diagnostic.helps = helps_of(last_);
  const bool locked = last_.exit == base::Exit::lock_timeout;
  diagnostic.helps.emplace_back(locked ? "raise --lock-timeout, or end the process that holds it"
                                       : "raise --wait-timeout, or look at the server's log");
  throw base::Error(last_.exit, std::move(diagnostic));
}

}  // namespace wait
