#pragma once

#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/postgres/handles.hpp"

#include <string>

namespace db::postgres {

/// One place to connect to: `host` for TLS and messages, `address` where the resolver found it.
struct Candidate {
  std::string host{};
  std::string address{};
  std::string port{};
};

/// The servers that a URL (completed by PGHOST and PGPORT) names, in order, not yet resolved.
std::vector<Candidate> candidates(const Url& url, const base::World& world);

/// A connection that got through authentication. Throws ConnectError or Stopped; no step of it,
/// a resolver that hangs included, outlasts `patience`.
Connection connect(const Target& target, const Candidate& candidate, const base::World& world,
                   base::Duration patience);

}  // namespace db::postgres
