#include "db/postgres/scratch.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/postgres/postgres.hpp"
#include "db/quote.hpp"
#include "db/session.hpp"

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <exception>
#include <memory>
#include <string>

namespace db::postgres {
namespace {

constexpr auto patience = std::chrono::seconds(10);

/// Cleaning up goes on when all else has stopped.
class NeverStop : public base::Stop {
 public:
  [[nodiscard]] int signal() const override { return 0; }
  [[nodiscard]] int fd() const override { return -1; }
};

std::string name_from(const base::World& world) {
  const auto chance = static_cast<long>(std::floor(world.chance() * 1e9));
  return "migrexec_test_" + std::to_string(::getpid()) + "_" + std::to_string(chance);
}

base::Error not_made(const Server& server, const SqlFailure& failure) {
  base::Diagnostic diagnostic{.headline = "cannot create a database to test on: " + failure.message,
                              .sqlstate = failure.code,
                              .detail = failure.detail,
                              .hint = failure.hint,
                              .notes = {"as " + server.user + " at " + server.public_url}};
  if (failure.remedy != Remedy::grant) return {base::Exit::configuration, diagnostic};
  diagnostic.helps.push_back("ALTER ROLE " + server.user + " CREATEDB; on a server for tests");
  return {base::Exit::refused, diagnostic};
}

class PostgresScratch : public Scratch {
 public:
  PostgresScratch(const Target& target, const base::World& world)
      : home_(target), scratch_(target), world_(world) {
    scratch_.url.database = name_from(world);
    const auto session = driver().open(home_, world, patience);
    try {
      session->execute("CREATE DATABASE " + quote_identifier(scratch_.url.database) +
                       " TEMPLATE template0");
    } catch (const SqlError& error) {
      throw not_made(session->server(), error.failure());
    }
  }
  PostgresScratch(const PostgresScratch&) = delete;
  PostgresScratch& operator=(const PostgresScratch&) = delete;
  /// A server that is gone takes no orders: its administrator will find the name.
  ~PostgresScratch() override {
    try {
      drop();
    } catch (const std::exception&) {
      return;
    }
  }

  [[nodiscard]] const Target& target() const override { return scratch_; }

 private:
  void drop() const {
    NeverStop stop;
    const base::World world{
        .clock = world_.clock, .stop = stop, .chance = world_.chance, .getenv = world_.getenv};
    const std::string name = quote_identifier(scratch_.url.database);
    const auto session = driver().open(home_, world, patience);
    session->execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
  }

  Target home_;
  Target scratch_;
  const base::World& world_;
};

}  // namespace

std::unique_ptr<Scratch> make_scratch(const Target& target, const base::World& world) {
  return std::make_unique<PostgresScratch>(target, world);
}

}  // namespace db::postgres
