#include "contract/database.hpp"

#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/quote.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "support/folder.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace contract {
namespace {

constexpr auto patience = std::chrono::seconds(10);
const std::string variable = "MIGREXEC_TEST_POSTGRES_URL";

db::Url server_url() {
  const char* text = std::getenv(variable.c_str());
  if (text == nullptr) throw std::runtime_error("no server");
  return db::parse_url(text);
}

/// As no other test has, in whatever process.
std::string new_name() {
  static int count = 0;
  return "migrexec_contract_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

db::Url new_database() {
  db::Url url = server_url();
  url.database = new_name();
  return url;
}

db::Url in_file(const std::string& path) {
  return {.engine = db::Engine::sqlite, .path = path};
}

}  // namespace

Database::Database(const db::Url& url)
    : target{.url = url,
             .application_name = "migrexec/contract",
             .history_name = "migrexec_history",
             .create = db::Create::yes} {}

std::unique_ptr<db::Session> Database::open() const {
  return driver().open(target, outside.world, patience);
}

db::ConnectFailure Database::refusal() const {
  try {
    const auto session = open();
  } catch (const db::ConnectError& error) {
    return error.failure();
  }
  throw std::runtime_error("the attempt was expected to fail");
}

Sqlite::Sqlite(std::unique_ptr<support::Folder> folder)
    : Database(in_file(*folder / "app.db")), folder_(std::move(folder)) {}

bool Postgres::here() {
  if (std::getenv(variable.c_str()) != nullptr) return true;
  MESSAGE("SKIPPED: no PostgreSQL server to test with, " << variable << " is not set");
  return false;
}

Postgres::Postgres() : Database(new_database()), name_(target.url.database) {
  open_server()->execute("CREATE DATABASE " + db::quote_identifier(name_));
}

Postgres::~Postgres() {
  try {
    const auto server = open_server();
    server->execute("DROP DATABASE " + db::quote_identifier(name_) + " WITH (FORCE)");
    if (!role_.empty()) server->execute("DROP ROLE " + db::quote_identifier(role_));
  } catch (const std::exception& error) {
    // The server is thrown away after the tests; whoever keeps it shall know.
    MESSAGE("left behind: " << name_ << ": " << error.what());
  }
}

std::unique_ptr<db::Session> Postgres::open_server() const {
  const db::Target server{.url = server_url(),
                          .application_name = "migrexec/contract",
                          .history_name = "migrexec_history"};
  return driver().open(server, outside.world, patience);
}

std::string Postgres::make_role(std::string_view password) {
  const std::string name = new_name();
  open_server()->execute("CREATE ROLE " + db::quote_identifier(name) + " LOGIN PASSWORD " +
                         db::quote_literal(password));
  return role_ = name;
}

std::string value_of(db::Session& session, std::string_view sql) {
  const db::Rows rows = session.query(sql);
  if (rows.size() != 1 || rows[0].size() != 1) throw std::runtime_error("not one value");
  return rows[0][0].value_or("NULL");
}

db::SqlFailure refusal_of(db::Session& session, std::string_view sql) {
  try {
    session.execute(sql);
  } catch (const db::SqlError& error) {
    return error.failure();
  }
  throw std::runtime_error("the statement was expected to be refused");
}

}  // namespace contract
