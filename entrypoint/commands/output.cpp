#include "entrypoint/commands/output.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string_view>
#include <system_error>

namespace entrypoint {

void print(std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(STDOUT_FILENO, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0)
      throw base::Error(base::Exit::io, {.headline = "cannot write to stdout: " +
                                                     std::generic_category().message(errno)});
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace entrypoint
