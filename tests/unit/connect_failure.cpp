#include "db/postgres/connect_failure.hpp"

#include "base/exit.hpp"
#include "db/error.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>

using base::Exit;
using db::ConnectFailure;
using db::Verdict;
using db::postgres::connect_failure;

namespace {

/// libpq's words about what a server answered.
ConnectFailure answered(std::string_view answer) {
  return connect_failure("connection to server at \"db\" (10.0.0.7), port 5432 failed: " +
                         std::string(answer) + "\nLOCATION:  auth_failed, auth.c:338\n");
}

/// libpq's words about what went wrong on its side.
ConnectFailure found(std::string_view trouble) {
  return connect_failure("connection to server at \"db\" (10.0.0.7), port 5432 failed: " +
                         std::string(trouble) + "\n");
}

bool waits(const ConnectFailure& failure) {
  return failure.verdict == Verdict::transient && failure.exit == Exit::unavailable;
}

bool refused_after_grace(const ConnectFailure& failure) {
  return failure.verdict == Verdict::fatal_after_grace && failure.exit == Exit::refused;
}

bool misconfigured(const ConnectFailure& failure) {
  return failure.verdict == Verdict::fatal && failure.exit == Exit::configuration;
}

}  // namespace

TEST_CASE("connect_failure: a refused connection passes") {
  const ConnectFailure failure = found(
      "Connection refused\n\tIs the server running on that host and accepting TCP/IP "
      "connections?");
  CHECK(waits(failure));
  CHECK(failure.message == "Connection refused");
  CHECK(failure.code.empty());
}

TEST_CASE("connect_failure: a missing socket passes") {
  const ConnectFailure failure = connect_failure(
      "connection to server on socket \"/run/pg/.s.PGSQL.5432\" failed: No such file or "
      "directory\n");
  CHECK(waits(failure));
  CHECK(failure.message == "No such file or directory");
}

TEST_CASE("connect_failure: a name that is not known yet passes") {
  CHECK(waits(connect_failure(
      "could not translate host name \"db\" to address: Name or service not known\n")));
}

TEST_CASE("connect_failure: a network that is away passes") {
  CHECK(waits(found("Connection timed out")));
  CHECK(waits(found("No route to host")));
  CHECK(waits(found("Network is unreachable")));
  CHECK(waits(found("server closed the connection unexpectedly")));
  CHECK(waits(found("SSL SYSCALL error: Connection reset by peer")));
  CHECK(waits(found("SSL connection has been closed unexpectedly")));
}

TEST_CASE("connect_failure: a server that starts or stops passes, code and words are shown") {
  const ConnectFailure failure = answered("FATAL:  57P03: the database system is starting up");
  CHECK(waits(failure));
  CHECK(failure.code == "57P03");
  CHECK(failure.message == "the database system is starting up");
  CHECK(waits(answered("FATAL:  57P01: terminating connection due to administrator command")));
  CHECK(waits(answered("FATAL:  57P02: the server crashed")));
}

TEST_CASE("connect_failure: a full server is asked less often") {
  const ConnectFailure failure = answered("FATAL:  53300: sorry, too many clients already");
  CHECK(waits(failure));
  CHECK(failure.slow_down);
}

TEST_CASE("connect_failure: a read-only server may become writable") {
  CHECK(waits(found("session is read-only")));
  CHECK(waits(found("server is in hot standby mode")));
}

TEST_CASE("connect_failure: a wrong password or role is final after the grace") {
  CHECK(refused_after_grace(
      answered("FATAL:  28P01: password authentication failed for user \"app\"")));
  CHECK(refused_after_grace(answered("FATAL:  28000: role \"app\" is not permitted to log in")));
}

TEST_CASE("connect_failure: a missing database is final after the grace") {
  CHECK(refused_after_grace(answered("FATAL:  3D000: database \"shop\" does not exist")));
}

TEST_CASE("connect_failure: a missing CONNECT privilege is final after the grace") {
  CHECK(refused_after_grace(answered("FATAL:  42501: permission denied for database \"shop\"")));
}

TEST_CASE("connect_failure: a role that can't be set is final after the grace") {
  const db::SqlFailure refused{.message = "role \"owner\" does not exist", .code = "22023"};
  CHECK(refused_after_grace(connect_failure(refused)));
}

TEST_CASE(
    "connect_failure: a server without TLS, or with the wrong one, is final after the grace") {
  CHECK(refused_after_grace(found("server does not support SSL, but SSL was required")));
  CHECK(refused_after_grace(found("SSL error: certificate verify failed")));
  CHECK(refused_after_grace(found("server certificate for \"a\" does not match host name \"b\"")));
  CHECK(refused_after_grace(connect_failure("root certificate file \"/r.crt\" does not exist\n")));
}

TEST_CASE("connect_failure: a port that speaks something else is final after the grace") {
  CHECK(refused_after_grace(found("received invalid response to SSL negotiation: H")));
}

TEST_CASE("connect_failure: a password that is not given is final at once") {
  const ConnectFailure failure = found("fe_sendauth: no password supplied");
  CHECK(failure.verdict == Verdict::fatal);
  CHECK(failure.exit == Exit::refused);
}

TEST_CASE("connect_failure: a uid without a name needs a user in the URL") {
  const ConnectFailure failure = connect_failure("local user with ID 65532 does not exist\n");
  CHECK(misconfigured(failure));
  CHECK(failure.help == "put the user name into the URL: postgresql://USER@HOST/DATABASE");
}

TEST_CASE("connect_failure: parameters that libpq can't read are a bad configuration") {
  CHECK(misconfigured(connect_failure("invalid sslmode value: \"on\"\n")));
  CHECK(misconfigured(connect_failure("could not parse network address \"db\": Name unknown\n")));
  CHECK(misconfigured(connect_failure("invalid port number: \"99999\"\n")));
  CHECK(misconfigured(connect_failure("definition of service \"shop\" not found\n")));
}

TEST_CASE("connect_failure: a socket that we may not open is final at once") {
  const ConnectFailure failure = connect_failure(
      "connection to server on socket \"/run/pg/.s.PGSQL.5432\" failed: Permission denied\n");
  CHECK(failure.verdict == Verdict::fatal);
  CHECK(failure.exit == Exit::refused);
}

TEST_CASE("connect_failure: PgBouncer's one code is told apart by its words") {
  CHECK(refused_after_grace(answered("FATAL:  08P01: password authentication failed")));
  CHECK(refused_after_grace(answered("FATAL:  08P01: no such database: shop")));
  CHECK(refused_after_grace(answered("FATAL:  08P01: no such user: app")));
  CHECK(misconfigured(answered("FATAL:  08P01: unsupported startup parameter: options")));
  CHECK(waits(answered("FATAL:  08P01: server login has been failing, try again later")));
}

TEST_CASE("connect_failure: a lost connection of class 08 passes") {
  CHECK(waits(answered("FATAL:  08006: connection failure")));
  CHECK(waits(answered("FATAL:  08001: cannot connect now")));
}

TEST_CASE("connect_failure: a severity in any language is read") {
  CHECK(answered("致命的エラー:  28P01: ユーザー").code == "28P01");
  CHECK(answered("ВАЖНО:  3D000: база данных").code == "3D000");
}

TEST_CASE("connect_failure: of two answers the first counts") {
  const ConnectFailure failure = connect_failure(
      "connection to server at \"db\", port 5432 failed: FATAL:  28P01: password authentication "
      "failed for user \"app\"\n"
      "connection to server at \"db\", port 5432 failed: FATAL:  28000: no pg_hba.conf entry for "
      "host \"10.0.0.7\", no encryption\n");
  CHECK(failure.code == "28P01");
  CHECK(failure.message == "password authentication failed for user \"app\"");
}

TEST_CASE("connect_failure: an answer with a code counts more than words without") {
  const ConnectFailure failure = connect_failure(
      "connection to server at \"db\", port 5432 failed: could not initiate GSSAPI security "
      "context\nconnection to server at \"db\", port 5432 failed: FATAL:  57P03: the database "
      "system is shutting down\n");
  CHECK(failure.code == "57P03");
}

TEST_CASE("connect_failure: a name that looks like trouble is no trouble") {
  CHECK(
      waits(connect_failure("connection to server at \"SSL.invalid \" (10.0.0.7), port 5432 "
                            "failed: Connection refused\n")));
}

TEST_CASE("connect_failure: what nobody knows passes") {
  CHECK(waits(connect_failure("")));
  CHECK(waits(answered("FATAL:  XX000: something odd")));
}
