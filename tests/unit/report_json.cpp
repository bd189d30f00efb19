#include "base/diagnostic.hpp"
#include "base/exit.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"
#include "report_told.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <ostream>  // IWYU pragma: keep
#include <string>

namespace {

using report_test::told;
using report_test::told_in_json;
using std::chrono::milliseconds;
using std::chrono::seconds;

const report::Name orders{.version = "0007", .name = "orders"};

TEST_CASE("report json: a line begins with the time in UTC") {
  std::string line = told({report::HandingOver{"app"}}, {.style = report::Style::json});
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::ranges::replace_if(line, is_digit, '9');
  CHECK(line == R"_({"time":"9999-99-99T99:99:99.999Z","level":"info","event":"handing_over",)_"
                R"_("message":"handing over to app","program":"app"})_"
                "\n");
}

TEST_CASE("report json: waiting") {
  CHECK(told_in_json(report::Waiting{.database = "db",
                                     .reason = "starting up",
                                     .sqlstate = "57P03",
                                     .elapsed = seconds(2),
                                     .remaining = seconds(58)}) ==
        R"_("level":"info","event":"waiting",)_"
        R"_("message":"waiting for db: starting up (57P03) (2.0 s so far, 58 s left)",)_"
        R"_("database":"db","reason":"starting up","sqlstate":"57P03",)_"
        R"_("elapsed_ms":2000,"remaining_ms":58000})_"
        "\n");
}

TEST_CASE("report json: no limit is null") {
  CHECK(told_in_json(report::Waiting{.database = "db", .reason = "no"}) ==
        R"_("level":"info","event":"waiting",)_"
        R"_("message":"waiting for db: no (0.1 s so far, no time limit)",)_"
        R"_("database":"db","reason":"no","elapsed_ms":0,"remaining_ms":null})_"
        "\n");
}

TEST_CASE("report json: ready") {
  CHECK(told_in_json(report::Ready{.database = "db", .waited = milliseconds(3200)}) ==
        R"_("level":"info","event":"ready","message":"db is ready after 3.2 s",)_"
        R"_("database":"db","waited_ms":3200})_"
        "\n");
}

TEST_CASE("report json: the lock") {
  CHECK(told_in_json(report::LockWaiting{
            .holder = "pid 8", .elapsed = seconds(10), .remaining = seconds(50)}) ==
        R"_("level":"info","event":"lock_waiting",)_"
        R"_("message":"waiting for the migration lock, held by pid 8 (10 s so far, 50 s left)",)_"
        R"_("holder":"pid 8","elapsed_ms":10000,"remaining_ms":50000})_"
        "\n");
  CHECK(told_in_json(report::LockTaken{}) ==
        R"_("level":"debug","event":"lock_taken","message":"took the migration lock",)_"
        R"_("waited_ms":0})_"
        "\n");
}

TEST_CASE("report json: nothing pending") {
  CHECK(told_in_json(report::NothingPending{.applied = 1, .current = "0001"}) ==
        R"_("level":"info","event":"nothing_pending",)_"
        R"_("message":"nothing to do, 1 migration is applied, the newest is 0001",)_"
        R"_("applied":1,"current":"0001"})_"
        "\n");
}

TEST_CASE("report json: applying and applied") {
  CHECK(told_in_json(report::Applying{.migration = orders, .number = 3, .total = 9}) ==
        R"_("level":"debug","event":"applying","message":"applying 0007_orders (3 of 9)",)_"
        R"_("version":"0007","name":"orders","number":3,"total":9})_"
        "\n");
  CHECK(told_in_json(report::Applied{.migration = orders, .duration = milliseconds(12)}) ==
        R"_("level":"info","event":"applied","message":"applied 0007_orders in 12 ms",)_"
        R"_("version":"0007","name":"orders","duration_ms":12})_"
        "\n");
}

TEST_CASE("report json: resuming and retrying") {
  CHECK(told_in_json(report::Resuming{.migration = orders, .statement = 4}) ==
        R"_("level":"info","event":"resuming","message":"resuming 0007_orders at statement 4",)_"
        R"_("version":"0007","name":"orders","statement":4})_"
        "\n");
  CHECK(told_in_json(report::Retrying{.migration = orders,
                                      .reason = "busy",
                                      .rest = milliseconds(250),
                                      .remaining = seconds(9)}) ==
        R"_("level":"warning","event":"retrying","message":"0007_orders could not get a lock: )_"
        R"_(busy; trying again in 250 ms (9.0 s left)","version":"0007","name":"orders",)_"
        R"_("reason":"busy","rest_ms":250,"remaining_ms":9000})_"
        "\n");
}

TEST_CASE("report json: a lost connection and a note") {
  CHECK(told_in_json(report::ConnectionLost{.reason = "reset"}) ==
        R"_("level":"warning","event":"connection_lost",)_"
        R"_("message":"lost the connection to the database: reset","reason":"reset"})_"
        "\n");
  CHECK(told_in_json(report::Noted{.migration = orders, .text = "as it is"}) ==
        R"_("level":"info","event":"noted","message":"0007_orders: as it is",)_"
        R"_("version":"0007","name":"orders","text":"as it is"})_"
        "\n");
}

TEST_CASE("report json: the server's words") {
  CHECK(told_in_json(report::ServerNotice{.message = "a\nb", .detail = "c", .hint = "d"}) ==
        R"_("level":"info","event":"server_notice","message":"PostgreSQL says: a\nb",)_"
        R"_("notice":"a\nb","detail":"c","hint":"d"})_"
        "\n");
}

TEST_CASE("report json: a warning") {
  CHECK(told_in_json(report::Warned{{.headline = "hm", .helps = {"look"}}}) ==
        R"_("level":"warning","event":"warning","message":"hm","headline":"hm",)_"
        R"_("notes":[],"helps":["look"]})_"
        "\n");
}

TEST_CASE("report json: a failure has all that is drawn, as fields") {
  CHECK(told_in_json(report::Failed{.exit = base::Exit::migration_failed,
                                    .diagnostic = {.headline = "PostgreSQL refused 0007_orders.sql",
                                                   .place = base::Place{.file = "0007_orders.sql",
                                                                        .line = 12,
                                                                        .column = 13,
                                                                        .text = "ALTER TABLE order",
                                                                        .length = 5,
                                                                        .label = "syntax error"},
                                                   .sqlstate = "42601",
                                                   .detail = "d",
                                                   .hint = "h",
                                                   .notes = {"n"},
                                                   .helps = {"p", "q"}}}) ==
        R"_("level":"error","event":"failed","message":"PostgreSQL refused 0007_orders.sql",)_"
        R"_("exit_code":71,"headline":"PostgreSQL refused 0007_orders.sql",)_"
        R"_("file":"0007_orders.sql","line":12,"column":13,"label":"syntax error",)_"
        R"_("sqlstate":"42601","detail":"d","hint":"h","notes":["n"],"helps":["p","q"]})_"
        "\n");
}

TEST_CASE("report json: a failure without a place has no file, line or column") {
  CHECK(told_in_json(
            report::Failed{.exit = base::Exit::unavailable, .diagnostic = {.headline = "no"}}) ==
        R"_("level":"error","event":"failed","message":"no","exit_code":69,"headline":"no",)_"
        R"_("notes":[],"helps":[]})_"
        "\n");
}

TEST_CASE("report json: stopped by a signal") {
  CHECK(told_in_json(report::StoppedBySignal{SIGTERM}) ==
        R"_("level":"error","event":"stopped","message":"stopped by SIGTERM",)_"
        R"_("exit_code":143,"signal":"SIGTERM"})_"
        "\n");
}

TEST_CASE("report json: bytes that are not UTF-8 are replaced") {
  CHECK(told_in_json(report::HandingOver{"caf\xE9"}) ==
        "\"level\":\"info\",\"event\":\"handing_over\","
        "\"message\":\"handing over to caf\uFFFD\",\"program\":\"caf\uFFFD\"}\n");
}

TEST_CASE("report json: an event is one line, without colours") {
  const std::string lines = told({report::ServerNotice{.message = "a\nb"}, report::Failed{}},
                                 {.style = report::Style::json, .colour = report::Colour::always});
  CHECK(std::ranges::count(lines, '\n') == 2);
  CHECK(lines.find('\x1b') == std::string::npos);
}

TEST_CASE("report json: what is below the level is not told") {
  CHECK(told({report::HandingOver{"a"}},
             {.style = report::Style::json, .level = report::Level::warning})
            .empty());
}

}  // namespace
