#include "entrypoint/commands/confirm.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/settings.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>

namespace entrypoint {
namespace {

/// One line from the terminal; Ctrl-C ends the waiting.
std::string read_answer(const base::World& world) {
  std::array<pollfd, 2> inputs{{{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                                {.fd = world.stop.fd(), .events = POLLIN, .revents = 0}}};
  while (::poll(inputs.data(), inputs.size(), -1) < 0 && errno == EINTR)
    world.check_stop();
  world.check_stop();
  std::array<char, 256> line{};
  const auto count = ::read(STDIN_FILENO, line.data(), line.size());
  return count > 0 ? std::string(line.data(), static_cast<std::size_t>(count)) : "";
}

void ask(const std::string& question) {
  // Where it can't be written nobody answers it.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, question.data(), question.size());
}

[[noreturn]] void refuse(const std::string& headline, const std::string& help) {
  throw base::Error(base::Exit::usage,
                    {.headline = headline, .notes = {"nothing was changed"}, .helps = {help}});
}

}  // namespace

void confirm(const Context& context, const std::string& act) {
  if (context.settings.yes) return;
  if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1)
    refuse("to " + act + " needs a confirmation, and there is no terminal to ask at",
           "confirm it: --yes; or only look: --dry-run");
  ask(act + "? [y/N] ");
  const std::string answer = read_answer(context.world);
  if (answer.starts_with('y') || answer.starts_with('Y')) return;
  refuse("not confirmed: to " + act, "say y, or --yes");
}

}  // namespace entrypoint
