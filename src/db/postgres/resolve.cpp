#include "db/postgres/resolve.hpp"

#include "base/duration.hpp"
#include "base/lookup.hpp"
#include "base/world.hpp"
#include "db/error.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace db::postgres {
namespace {

[[noreturn]] void fail(const std::string& host, const std::string& reason) {
  throw ConnectError({.message = "cannot resolve \"" + host + "\": " + reason});
}

/// False: no answer in time.
bool wait_for_answer(int fd, const base::World& world, base::Duration patience) {
  const base::Moment deadline = world.clock.now() + patience;
  for (;;) {
    world.check_stop();
    const auto left =
        std::chrono::duration_cast<base::Duration>(deadline - world.clock.now()).count();
    if (left <= 0) return false;
    std::array<pollfd, 2> watched{pollfd{.fd = fd, .events = POLLIN, .revents = 0},
                                  pollfd{.fd = world.stop.fd(), .events = POLLIN, .revents = 0}};
    if (::poll(watched.data(), watched.size(), static_cast<int>(left)) > 0 &&
        watched[0].revents != 0)
      return true;
  }
}

}  // namespace

std::vector<std::string> resolve(const std::string& host, const base::World& world,
                                 base::Duration patience) {
  std::optional<base::Lookup> lookup;
  try {
    lookup.emplace(host);
  } catch (const std::system_error& error) {
    fail(host, error.code().message());
  }
  if (!wait_for_answer(lookup->fd(), world, patience))
    throw ConnectError({.message = "cannot resolve \"" + host +
                                   "\": the resolver did not answer within " +
                                   base::approximately(patience),
                        .no_answer = true});
  if (const std::string problem = lookup->problem(); !problem.empty()) fail(host, problem);
  return lookup->addresses();
}

bool is_address(const std::string& host) {
  std::array<unsigned char, 16> room{};
  const std::string bare = host.substr(0, host.find('%'));
  return ::inet_pton(AF_INET, bare.c_str(), room.data()) == 1 ||
         ::inet_pton(AF_INET6, bare.c_str(), room.data()) == 1;
}

}  // namespace db::postgres
