#include "db/postgres/connect.hpp"

#include "base/duration.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/postgres/connect_failure.hpp"
#include "db/postgres/handles.hpp"
#include "db/postgres/resolve.hpp"
#include "db/postgres/wait_socket.hpp"
#include "db/url.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <cstddef>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace db::postgres {
namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t comma = text.find(','); comma != std::string::npos;
       comma = text.find(',', begin)) {
    parts.push_back(text.substr(begin, comma - begin));
    begin = comma + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

bool has(const Url& url, std::string_view name) {
  return std::ranges::any_of(url.parameters, [&](const auto& p) { return p.first == name; });
}

Parameters parameters_for(const Target& target, const Candidate& candidate) {
  Parameters parameters = target.url.parameters;
  // Which server is good enough is decided by us, after asking it.
  std::erase_if(parameters, [](const auto& p) { return p.first == "target_session_attrs"; });
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty() && !has(target.url, name)) parameters.emplace_back(name, value);
  };
  add("host", candidate.host);
  add("hostaddr", candidate.address);
  add("port", candidate.port);
  add("user", target.url.user);
  add("password", target.url.password.value_or(""));
  add("dbname", target.url.database);
  add("application_name", target.application_name);
  add("client_encoding", "UTF8");
  // A node that is gone is noticed within half a minute, not after two hours.
  add("keepalives_idle", "10");
  add("keepalives_interval", "5");
  add("keepalives_count", "3");
  add("tcp_user_timeout", "30000");
  return parameters;
}

Connection start(const Parameters& parameters) {
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : parameters) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  Connection connection(PQconnectStartParams(names.data(), values.data(), 0));
  if (!connection) throw std::bad_alloc();
  return connection;
}

[[noreturn]] void fail(PGconn* connection) {
  ConnectFailure failure = connect_failure(std::string_view(PQerrorMessage(connection)));
  if (PQconnectionNeedsPassword(connection) != 0) {
    failure = {.message = "the server asks for a password and none was given",
               .code = "",
               .verdict = Verdict::fatal,
               .exit = base::Exit::refused,
               .help = "put the password into PGPASSWORD_FILE, PGPASSWORD or the URL"};
  }
  throw ConnectError(std::move(failure));
}

void finish(PGconn* connection, const base::World& world, base::Moment deadline,
            base::Duration patience) {
  auto wanted = PGRES_POLLING_WRITING;
  while (wanted != PGRES_POLLING_OK) {
    if (wanted == PGRES_POLLING_FAILED) fail(connection);
    const Direction direction =
        wanted == PGRES_POLLING_READING ? Direction::read : Direction::write;
    const Woken woken = wait_socket(PQsocket(connection), direction, world, {.deadline = deadline});
    if (woken == Woken::by_stop) world.check_stop();
    if (woken == Woken::by_time)
      throw ConnectError(
          {.message = "no answer within " + base::approximately(patience), .no_answer = true});
    wanted = PQconnectPoll(connection);
  }
}

bool needs_resolving(const Url& url, const Candidate& candidate) {
  const std::string& host = candidate.host;
  return !host.empty() && candidate.address.empty() && !host.starts_with('/') &&
         !host.starts_with('@') && !is_address(host) && !has(url, "hostaddr");
}

Connection connect_address(const Target& target, const Candidate& candidate,
                           const base::World& world, base::Moment deadline,
                           base::Duration patience) {
  Connection connection = start(parameters_for(target, candidate));
  if (PQstatus(connection.get()) == CONNECTION_BAD) fail(connection.get());
  // Only set before the first poll does it show the SQLSTATE of a refused connection.
  PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
  finish(connection.get(), world, deadline, patience);
  PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
  return connection;
}

}  // namespace

std::vector<Candidate> candidates(const Url& url, const base::World& world) {
  std::vector<Candidate> found;
  const std::vector<std::string> ports = split(world.getenv("PGPORT").value_or(""));
  const auto default_port = [&](std::size_t index) {
    if (ports.size() == 1) return ports.front();
    return index < ports.size() ? ports[index] : std::string();
  };
  if (url.hosts.empty()) {
    const std::string address = world.getenv("PGHOSTADDR").value_or("");
    for (const std::string& host : split(world.getenv("PGHOST").value_or("")))
      found.push_back({.host = host, .address = address, .port = default_port(found.size())});
    return found;
  }
  for (const HostPort& place : url.hosts) {
    const std::string port = place.port.empty() ? default_port(found.size()) : place.port;
    found.push_back({.host = place.host, .address = "", .port = port});
  }
  return found;
}

Connection connect(const Target& target, const Candidate& candidate, const base::World& world,
                   base::Duration patience) {
  const base::Moment deadline = world.clock.now() + patience;
  if (!needs_resolving(target.url, candidate))
    return connect_address(target, candidate, world, deadline, patience);
  std::vector<std::string> addresses = resolve(candidate.host, world, patience);
  for (std::size_t i = 0;; ++i) {
    try {
      const Candidate resolved{
          .host = candidate.host, .address = addresses[i], .port = candidate.port};
      return connect_address(target, resolved, world, deadline, patience);
    } catch (const ConnectError& error) {
      // As libpq does: the next address is tried if this one did not answer as a server.
      if (i + 1 == addresses.size() || !error.failure().code.empty()) throw;
    }
  }
}

}  // namespace db::postgres
