#include "base/lookup.hpp"

#include "base/file.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace base {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const noexcept { ::freeaddrinfo(list); }
};

std::string address_text(const addrinfo& entry) {
  std::array<char, NI_MAXHOST> text{};
  const int error = ::getnameinfo(entry.ai_addr, entry.ai_addrlen, text.data(), text.size(),
                                  nullptr, 0, NI_NUMERICHOST);
  return error == 0 ? std::string(text.data()) : std::string();
}

}  // namespace

/// What the resolver's thread and its asker share; whoever is last frees it.
struct Lookup::Question {
  std::string host{};
  int error{0};
  std::vector<std::string> addresses{};
  /// Closed by the thread when the answer is complete.
  Descriptor answered{};

  void ask() {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* raw = nullptr;
    error = ::getaddrinfo(host.c_str(), nullptr, &hints, &raw);
    if (error != 0) return;
    const std::unique_ptr<addrinfo, FreeAddresses> list(raw);
    for (const addrinfo* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
      std::string address = address_text(*entry);
      const bool known = std::ranges::find(addresses, address) != addresses.end();
      if (!address.empty() && !known) addresses.push_back(std::move(address));
    }
  }
};

Lookup::Lookup(const std::string& host) : question_(std::make_shared<Question>()) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
  answered_ = Descriptor(ends[0]);
  question_->host = host;
  question_->answered = Descriptor(ends[1]);
  std::thread([question = question_] {
    question->ask();
    question->answered = Descriptor();
  }).detach();
}

const std::vector<std::string>& Lookup::addresses() const {
  return question_->addresses;
}

std::string Lookup::problem() const {
  if (question_->error != 0) return ::gai_strerror(question_->error);
  return question_->addresses.empty() ? "it has no address" : "";
}

}  // namespace base
