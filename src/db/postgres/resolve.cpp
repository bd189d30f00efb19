#include "db/postgres/resolve.hpp"

#include "base/duration.hpp"
#include "base/file.hpp"
#include "base/world.hpp"
#include "db/error.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace db::postgres {
namespace {

/// What the resolver's thread and its asker share; whoever is last frees it.
struct Question {
  std::string host;
  int error{0};
  std::vector<std::string> addresses{};
  /// Closed by the thread when the answer is complete.
  base::Descriptor answered{};
};

struct FreeAddresses {
  void operator()(addrinfo* list) const noexcept { ::freeaddrinfo(list); }
};

std::string address_text(const addrinfo& entry) {
  std::array<char, NI_MAXHOST> text{};
  const int error = ::getnameinfo(entry.ai_addr, entry.ai_addrlen, text.data(), text.size(),
                                  nullptr, 0, NI_NUMERICHOST);
  return error == 0 ? std::string(text.data()) : std::string();
}

void ask(Question& question) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* raw = nullptr;
  question.error = ::getaddrinfo(question.host.c_str(), nullptr, &hints, &raw);
  if (question.error != 0) return;
  const std::unique_ptr<addrinfo, FreeAddresses> list(raw);
  for (const addrinfo* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
    std::string address = address_text(*entry);
    const bool known = std::ranges::find(question.addresses, address) != question.addresses.end();
    if (!address.empty() && !known) question.addresses.push_back(std::move(address));
  }
}

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
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail(host, std::generic_category().message(errno));
  const base::Descriptor answer(ends[0]);
  auto question = std::make_shared<Question>();
  question->host = host;
  question->answered = base::Descriptor(ends[1]);
  std::thread([question] {
    ask(*question);
    question->answered = base::Descriptor();
  }).detach();
  if (!wait_for_answer(answer.get(), world, patience))
    throw ConnectError({.message = "cannot resolve \"" + host +
                                   "\": the resolver did not answer within " +
                                   base::approximately(patience),
                        .no_answer = true});
  if (question->error != 0) fail(host, ::gai_strerror(question->error));
  if (question->addresses.empty()) fail(host, "it has no address");
  return question->addresses;
}

bool is_address(const std::string& host) {
  std::array<unsigned char, 16> room{};
  const std::string bare = host.substr(0, host.find('%'));
  return ::inet_pton(AF_INET, bare.c_str(), room.data()) == 1 ||
         ::inet_pton(AF_INET6, bare.c_str(), room.data()) == 1;
}

}  // namespace db::postgres
