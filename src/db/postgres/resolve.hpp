#pragma once

#include "base/world.hpp"

#include <string>
#include <vector>

namespace db::postgres {

/// The addresses of a host name, in the resolver's order. Throws ConnectError (transient) if there
/// is none or no answer within `patience`, Stopped at once on a signal: a resolver that hangs is
/// left behind in a thread of its own.
std::vector<std::string> resolve(const std::string& host, const base::World& world,
                                 base::Duration patience);

/// Whether `host` is an IPv4 or IPv6 address.
bool is_address(const std::string& host);

}  // namespace db::postgres
