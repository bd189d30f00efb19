#include "entrypoint/commands/pg_dump.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/find_program.hpp"
#include "process/run.hpp"

#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace entrypoint {
namespace {

constexpr auto time_limit = std::chrono::minutes(10);

/// What libpq reads, so that no password is in anybody's arguments. Of two the first counts.
std::vector<std::string> environment_for(const Context& context, const db::Url& url) {
  std::vector<std::string> environment;
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) environment.push_back(name + "=" + value);
  };
  if (!url.hosts.empty()) {
    add("PGHOST", url.hosts.front().host);
    add("PGPORT", url.hosts.front().port);
  }
  add("PGUSER", url.user);
  add("PGDATABASE", url.database);
  add("PGPASSWORD", url.password.value_or(""));
  for (const auto& [name, value] : url.parameters) {
    if (name == "sslmode") add("PGSSLMODE", value);
    if (name == "sslrootcert") add("PGSSLROOTCERT", value);
  }
  for (char* const* variable = context.environment; *variable != nullptr; ++variable)
    environment.emplace_back(*variable);
  return environment;
}

}  // namespace

std::string find_pg_dump(const base::World& world) {
  return find_program("pg_dump", world,
                      "install pg_dump (postgresql-client), or put its folder into PATH");
}

std::string pg_dump(const Context& context, const db::Server& server, const db::Target& target,
                    const std::string& room) {
  const process::Command command{
      .program = find_pg_dump(context.world),
      .arguments = {"--no-owner", "--exclude-table", server.history_table, "--file", room},
      .environment = environment_for(context, target.url),
      .time_limit = time_limit};
  std::string last;
  const process::Ending ending = process::run(
      command, context.world, [&](std::string_view line) { last = std::string(line); });
  std::string text = ending.passed() ? base::read_file(room) : "";
  ::unlink(room.c_str());
  if (ending.passed()) return text;
  throw base::Error(base::Exit::io,
                    {.headline = "pg_dump did not succeed",
                     .notes = {"its last words: " + last},
                     .helps = {"use a pg_dump at least as new as the server, which is " +
                               server.version + ": pg_dump --version"}});
}

}  // namespace entrypoint
