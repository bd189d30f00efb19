#include "base/duration.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/postgres/connect.hpp"
#include "db/postgres/examine.hpp"
#include "db/postgres/postgres.hpp"
#include "db/postgres/schema.hpp"
#include "db/postgres/scratch.hpp"
#include "db/postgres/session.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "sql/dialect.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace db::postgres {
namespace {

std::string place_text(const Candidate& candidate) {
  const std::string port = candidate.port.empty() ? "5432" : candidate.port;
  return candidate.host + ":" + port;
}

/// Of several servers' failures the one that leaves most hope; of equals the last.
void keep_more_hopeful(ConnectFailure& kept, ConnectFailure failure) {
  if (failure.verdict <= kept.verdict) kept = std::move(failure);
}

/// The first server that is writable; else any that answered; else the most hopeful failure.
std::unique_ptr<Session> open(const Target& target, const base::World& world,
                              base::Duration patience) {
  const std::vector<Candidate> places = candidates(target.url, world);
  std::unique_ptr<Session> standby;
  ConnectFailure failure{.message = "no server is named", .verdict = Verdict::fatal};
  for (const Candidate& place : places) {
    try {
      auto session =
          std::make_unique<PostgresSession>(connect(target, place, world, patience), target, world);
      if (session->server().writable) return session;
      if (!standby) standby = std::move(session);
    } catch (const ConnectError& error) {
      ConnectFailure one = error.failure();
      if (places.size() > 1) one.message = place_text(place) + ": " + one.message;
      keep_more_hopeful(failure, std::move(one));
    }
  }
  if (standby) return standby;
  throw ConnectError(failure);
}

constexpr std::string_view create_history =
    "CREATE TABLE IF NOT EXISTS % (version text NOT NULL PRIMARY KEY, name text NOT NULL, "
    "checksum text NOT NULL, applied_at timestamptz NOT NULL, applied_by text NOT NULL, "
    "duration_ms bigint NOT NULL, tool_version text NOT NULL, down text, "
    "statements_done integer, progress text, compatible_from text)";

constexpr Driver card{
    .engine = Engine::postgresql,
    .name = "PostgreSQL",
    .dialect = sql::Dialect::postgresql,
    .open = open,
    .create_history = create_history,
    .applied_at = R"(to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))",
    .now = "clock_timestamp()",
    .elapsed = "(EXTRACT(EPOCH FROM clock_timestamp() - transaction_timestamp()) * 1000)::bigint",
    .has_catalog = true,
    .examine = examine,
    .make_scratch = make_scratch,
    .schema = schema,
};

}  // namespace

const Driver& driver() {
  return card;
}

}  // namespace db::postgres
