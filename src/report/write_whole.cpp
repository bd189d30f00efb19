#include "report/write_whole.hpp"

#include "base/duration.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string_view>

namespace report {
namespace {

/// Also when writing would report an error.
bool takes_more(int fd, base::Duration patience) {
  pollfd out{.fd = fd, .events = POLLOUT, .revents = 0};
  const int count = ::poll(&out, 1, static_cast<int>(patience.count()));
  return count > 0;
}

bool worth_retrying(int error) {
  return error == EINTR || error == EAGAIN;
}

}  // namespace

int write_whole(int fd, std::string_view text, base::Duration patience) {
  while (!text.empty()) {
    if (!takes_more(fd, patience)) return EAGAIN;
    const auto count = ::write(fd, text.data(), text.size());
    if (count < 0 && !worth_retrying(errno)) return errno;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace report
