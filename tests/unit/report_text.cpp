#include "base/exit.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"
#include "report_told.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <chrono>
#include <ostream>  // IWYU pragma: keep

namespace {

using report_test::told;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const report::Name orders{.version = "0007", .name = "orders"};

TEST_CASE("report text: waiting for the database") {
  CHECK(told({report::Waiting{.database = "postgresql://app@db:5432/shop",
                              .reason = "connection refused",
                              .elapsed = milliseconds(104),
                              .remaining = milliseconds(299'896)}}) ==
        "info: waiting for postgresql://app@db:5432/shop: connection refused"
        " (0.1 s so far, 4 min left)\n");
}

TEST_CASE("report text: waiting with a SQLSTATE and without a limit") {
  CHECK(told({report::Waiting{.database = "postgresql://db/shop",
                              .reason = "the database system is starting up\n",
                              .sqlstate = "57P03",
                              .elapsed = seconds(12)}}) ==
        "info: waiting for postgresql://db/shop: the database system is starting up"
        " (57P03) (12 s so far, no time limit)\n");
}

TEST_CASE("report text: a reason of several lines is told on one") {
  CHECK(told({report::Waiting{.database = "db", .reason = "no\r\nnot yet\n"}}) ==
        "info: waiting for db: no not yet (0.1 s so far, no time limit)\n");
}

TEST_CASE("report text: the database is ready") {
  CHECK(told({report::Ready{.database = "sqlite:///a.db", .waited = milliseconds(3210)}}) ==
        "info: sqlite:///a.db is ready after 3.2 s\n");
}

TEST_CASE("report text: waiting for the lock names the holder") {
  CHECK(told({report::LockWaiting{.holder = "pid 812 (migrexec/web-2)",
                                  .elapsed = seconds(10),
                                  .remaining = seconds(590)}}) ==
        "info: waiting for the migration lock, held by pid 812 (migrexec/web-2)"
        " (10 s so far, 9 min left)\n");
}

TEST_CASE("report text: waiting for the lock of somebody unknown") {
  CHECK(told({report::LockWaiting{.elapsed = milliseconds(990), .remaining = seconds(5)}}) ==
        "info: waiting for the migration lock (0.9 s so far, 5.0 s left)\n");
}

TEST_CASE("report text: a lock taken at once is a detail") {
  CHECK(told({report::LockTaken{}}) == "debug: took the migration lock\n");
  CHECK(told({report::LockTaken{.waited = milliseconds(999)}}) ==
        "debug: took the migration lock\n");
}

TEST_CASE("report text: a lock taken after a wait is news") {
  CHECK(told({report::LockTaken{.waited = seconds(14)}}) ==
        "info: took the migration lock after 14 s\n");
}

TEST_CASE("report text: nothing pending, in the right number") {
  CHECK(told({report::NothingPending{.applied = 0}}) ==
        "info: nothing to do, no migrations are applied\n");
  CHECK(told({report::NothingPending{.applied = 1, .current = "0001"}}) ==
        "info: nothing to do, 1 migration is applied, the newest is 0001\n");
  CHECK(told({report::NothingPending{.applied = 12, .current = "20260101120000"}}) ==
        "info: nothing to do, 12 migrations are applied, the newest is 20260101120000\n");
}

TEST_CASE("report text: applying and applied") {
  CHECK(told({report::Applying{.migration = orders, .number = 3, .total = 9}}) ==
        "debug: applying 0007_orders (3 of 9)\n");
  CHECK(told({report::Applied{.migration = orders, .duration = milliseconds(12)}}) ==
        "info: applied 0007_orders in 12 ms\n");
}

TEST_CASE("report text: a migration without a name is its version") {
  CHECK(told({report::Applied{.migration = {.version = "7"}, .duration = seconds(2)}}) ==
        "info: applied 7 in 2.0 s\n");
}

TEST_CASE("report text: resuming") {
  CHECK(told({report::Resuming{.migration = orders, .statement = 4}}) ==
        "info: resuming 0007_orders at statement 4\n");
}

TEST_CASE("report text: retrying is a warning") {
  CHECK(told({report::Retrying{.migration = orders,
                               .reason = "canceling statement due to lock timeout",
                               .rest = milliseconds(1200),
                               .remaining = minutes(9)}}) ==
        "warning: 0007_orders could not get a lock: canceling statement due to lock timeout;"
        " trying again in 1.2 s (9 min left)\n");
}

TEST_CASE("report text: a lost connection is a warning") {
  CHECK(told({report::ConnectionLost{.reason = "server closed the connection unexpectedly\n"}}) ==
        "warning: lost the connection to the database:"
        " server closed the connection unexpectedly\n");
}

TEST_CASE("report text: a note about a migration") {
  CHECK(told({report::Noted{.migration = orders, .text = "runs outside a transaction"}}) ==
        "info: 0007_orders: runs outside a transaction\n");
}

TEST_CASE("report text: a copy of the database") {
  CHECK(told({report::BackedUp{
            .path = "/b/app.db.bak", .bytes = 4096, .duration = std::chrono::milliseconds(12)}}) ==
        "info: copied the database to /b/app.db.bak in 12 ms\n");
}

TEST_CASE("report text: the server's words have the server's level") {
  using Severity = report::ServerNotice::Severity;
  CHECK(told({report::ServerNotice{.message = "relation \"x\" already exists, skipping"}}) ==
        "info: PostgreSQL says: relation \"x\" already exists, skipping\n");
  CHECK(told({report::ServerNotice{.severity = Severity::debug, .message = "a"}}) ==
        "debug: PostgreSQL says: a\n");
  CHECK(told({report::ServerNotice{
            .severity = Severity::warning, .message = "a", .detail = "b", .hint = "c\nd"}}) ==
        "warning: PostgreSQL says: a\n"
        "   = detail: b\n"
        "   = hint: c\n"
        "           d\n");
}

TEST_CASE("report text: a message of several lines is indented") {
  CHECK(told({report::ServerNotice{.message = "one\ntwo\n"}}) ==
        "info: PostgreSQL says: one\n"
        "  two\n");
}

TEST_CASE("report text: a warning has notes and helps") {
  CHECK(told({report::Warned{{.headline = "the clock of the server is 3 min behind",
                              .notes = {"a fact"},
                              .helps = {"an act"}}}}) ==
        "warning: the clock of the server is 3 min behind\n"
        "   = note: a fact\n"
        "   = help: an act\n");
}

TEST_CASE("report text: handing over") {
  CHECK(told({report::HandingOver{.program = "/usr/bin/app"}}) ==
        "info: handing over to /usr/bin/app\n");
}

TEST_CASE("report text: a failure is drawn") {
  CHECK(told({report::Failed{
            .exit = base::Exit::refused,
            .diagnostic = {.headline = "PostgreSQL refused the password", .sqlstate = "28P01"}}}) ==
        "error: PostgreSQL refused the password\n"
        "   = note: SQLSTATE 28P01\n");
}

TEST_CASE("report text: stopped by a signal") {
  CHECK(told({report::StoppedBySignal{SIGTERM}}) == "error: stopped by SIGTERM\n");
  CHECK(told({report::StoppedBySignal{SIGINT}}) == "error: stopped by SIGINT\n");
  CHECK(told({report::StoppedBySignal{SIGQUIT}}) == "error: stopped by SIGQUIT\n");
  CHECK(told({report::StoppedBySignal{SIGHUP}}) == "error: stopped by SIGHUP\n");
  CHECK(told({report::StoppedBySignal{64}}) == "error: stopped by signal 64\n");
}

TEST_CASE("report text: what is below the level is not told") {
  CHECK(told({report::Applying{}, report::HandingOver{"a"}, report::ConnectionLost{"b"}},
             {.level = report::Level::info}) ==
        "info: handing over to a\n"
        "warning: lost the connection to the database: b\n");
  CHECK(told({report::HandingOver{"a"}, report::ConnectionLost{"b"}, report::StoppedBySignal{15}},
             {.level = report::Level::error}) == "error: stopped by SIGTERM\n");
}

TEST_CASE("report text: braces and percent signs are nothing special") {
  CHECK(told({report::HandingOver{.program = "{} %v %^ {0}"}}) ==
        "info: handing over to {} %v %^ {0}\n");
}

TEST_CASE("report text: a terminal gets no control characters and no broken bytes") {
  CHECK(told({report::HandingOver{.program = "a\x1b[2J\x7f\u009b!\xff."}}) ==
        "info: handing over to a [2J  !\uFFFD.\n");
}

}  // namespace
