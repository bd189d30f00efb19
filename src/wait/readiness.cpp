#include "wait/readiness.hpp"

#include "base/backoff.hpp"
#include "base/duration.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "report/reporter.hpp"
#include "wait/vigil.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

namespace wait {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto patience_for_one_try = seconds(5);
constexpr auto stable_for = seconds(2);

/// Why a server that answers is not good enough; nothing if it is.
std::optional<db::ConnectFailure> shortcoming(const db::Server& server, Need need) {
  if (need == Need::answer) return std::nullopt;
  if (!server.writable)
    return db::ConnectFailure{.message = "the server is a hot standby or read-only",
                              .help = "point the URL at the primary, or promote this server"};
  if (need == Need::migrate && server.pooled)
    return db::ConnectFailure{
        .message =
            "a connection pooler (PgBouncer?) stands before the server: a migration lock "
            "taken through it protects nothing",
        .verdict = db::Verdict::fatal,
        .exit = base::Exit::configuration,
        .help =
            "give migrexec the server's own address, in MIGREXEC_DATABASE_URL: the "
            "application keeps DATABASE_URL and its pooler"};
  return std::nullopt;
}

/// The temporary server of an image's first start answers too, then goes away.
void insist(db::Session& session, const base::World& world) {
  const base::Moment end = world.clock.now() + stable_for;
  while (world.clock.now() < end) {
    world.rest(milliseconds(200));
    session.query("SELECT 1");
  }
}

std::unique_ptr<db::Session> attempt(const db::Target& target, Need need, bool seen_unready,
                                     base::Duration patience, const base::World& world) {
  const db::Driver& driver = db::driver_for(target.url.engine);
  auto session = driver.open(target, world, patience);
  const db::Server& server = session->server();
  if (auto failure = shortcoming(server, need)) throw db::ConnectError(*failure);
  if (!server.by_socket || (!seen_unready && !server.just_started)) return session;
  try {
    insist(*session, world);
  } catch (const db::ConnectionLost& lost) {
    throw db::ConnectError({.message = lost.what()});
  }
  return session;
}

}  // namespace

std::unique_ptr<db::Session> ready_session(const db::Target& target, Need need,
                                           const Patience& patience, const base::World& world,
                                           report::Reporter& reporter) {
  Vigil vigil(target.url, patience, world, reporter);
  base::Backoff backoff(milliseconds(100), seconds(5), world.chance);
  for (;;) {
    world.check_stop();
    try {
      const auto one_try = std::min<base::Duration>(patience_for_one_try, vigil.left());
      auto session = attempt(target, need, vigil.seen_failure(), one_try, world);
      vigil.succeeded();
      return session;
    } catch (const db::ConnectError& error) {
      vigil.failed(error.failure());
      if (error.failure().slow_down) backoff.slow_down(seconds(1));
    }
    world.rest(std::min(backoff.next(), vigil.left()));
  }
}

}  // namespace wait
