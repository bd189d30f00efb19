#include "migrate/prepare_history.hpp"

#include "base/diagnostic.hpp"
#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/error.hpp"
#include "db/quote.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "migrate/failure.hpp"
#include "migrate/history.hpp"
#include "migrate/job.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace migrate {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto grace = seconds(10);

void create(History& history, db::Session& session, const Job& job) {
  const std::string& schema = job.target.history_schema;
  if (job.target.url.engine == db::Engine::postgresql && !schema.empty())
    session.execute("CREATE SCHEMA IF NOT EXISTS " + db::quote_identifier(schema));
  history.create();
}

base::Error refused(const db::Session& session, const db::SqlFailure& failure) {
  base::Diagnostic diagnostic{.headline = "cannot create the history table " +
                                          session.server().history_table + ": " + failure.message,
                              .sqlstate = failure.code,
                              .detail = failure.detail,
                              .hint = failure.hint};
  diagnostic.notes.push_back("as " + session.server().user + " at " + session.server().public_url);
  const bool privilege = failure.remedy == db::Remedy::grant;
  if (privilege)
    diagnostic.helps.emplace_back(
        "grant the role CREATE on the schema, or name one of its own: --history-table "
        "SCHEMA.TABLE");
  const base::Exit otherwise = privilege ? base::Exit::refused : base::Exit::configuration;
  return {exit_for(failure, otherwise), std::move(diagnostic)};
}

}  // namespace

void prepare_history(History& history, db::Session& session, const Job& job,
                     const base::World& world) {
  if (history.exists()) return;
  if (session.server().history_table.empty())
    throw base::Error(
        base::Exit::configuration,
        {.headline = "there is no schema to put the history table into",
         .notes = {"the search_path of " + session.server().user + " names no schema that exists"},
         .helps = {"name one: --history-table SCHEMA.TABLE",
                   "or correct search_path in the URL or of the role"}});
  const base::Moment begin = world.clock.now();
  const bool bounded = job.wait_timeout > base::Duration(0);
  const base::Duration patience =
      bounded ? std::min<base::Duration>(grace, job.wait_timeout) : grace;
  for (;;) {
    try {
      create(history, session, job);
      return;
    } catch (const db::SqlError& error) {
      const bool may_pass = error.failure().remedy == db::Remedy::grant;
      if (!may_pass || world.clock.now() - begin >= patience)
        throw refused(session, error.failure());
    }
    world.rest(milliseconds(500));
  }
}

}  // namespace migrate
