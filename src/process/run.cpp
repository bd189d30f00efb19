#include "process/run.hpp"

#include "base/duration.hpp"
#include "base/file.hpp"
#include "base/world.hpp"
#include "process/child.hpp"
#include "process/lines.hpp"
#include "process/signals.hpp"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <string_view>

namespace process {
namespace {

/// How often the clock is looked at, and the child where the kernel gives no notice of its end.
constexpr base::Duration moment = std::chrono::milliseconds(20);
constexpr base::Duration patience_after_limit = std::chrono::seconds(2);
constexpr base::Duration patience_after_stop = std::chrono::milliseconds(500);
/// What the kernel may need to end a killed process.
constexpr base::Duration patience_after_kill = std::chrono::milliseconds(250);
/// A pipe holds less than so many pieces.
constexpr int pieces_in_a_pipe = 16;

/// Feeds the program's input and passes on its output.
class Exchange {
 public:
  Exchange(Child& child, std::string_view input, const OnLine& on_line)
      : child_(child), input_(input), lines_(on_line) {}

  /// What can be done now, or within a moment; less if `wake` becomes readable.
  void go_on(int wake) {
    if (input_.empty()) child_.input() = base::Descriptor();
    std::array<pollfd, 4> watched{{
        {.fd = child_.output().get(), .events = POLLIN, .revents = 0},
        {.fd = child_.input().get(), .events = POLLOUT, .revents = 0},
        {.fd = child_.end_notice(), .events = POLLIN, .revents = 0},
        {.fd = wake, .events = POLLIN, .revents = 0},
    }};
    if (::poll(watched.data(), watched.size(), static_cast<int>(moment.count())) <= 0) return;
    if (watched[0].revents != 0) read_piece();
    if (watched[1].revents != 0) write_piece();
  }

  /// Passes on what the program wrote before its end.
  void finish() {
    for (int piece = 0; piece < pieces_in_a_pipe && read_piece(); ++piece) {
    }
    lines_.finish();
  }

 private:
  bool read_piece() {
    std::array<char, 16384> piece{};
    const auto count = ::read(child_.output().get(), piece.data(), piece.size());
    if (count > 0) lines_.add({piece.data(), static_cast<std::size_t>(count)});
    if (count == 0) child_.output() = base::Descriptor();
    return count > 0;
  }

  void write_piece() {
    const auto count = ::write(child_.input().get(), input_.data(), input_.size());
    if (count >= 0) {
      input_.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EAGAIN && errno != EINTR) {
      // The program does not read to the end.
      input_ = {};
    }
  }

  Child& child_;
  std::string_view input_;
  Lines lines_;
};

/// Whether the whole group was gone before `patience` was over.
bool see_it_end(Child& child, Exchange& exchange, const base::World& world,
                base::Duration patience) {
  const base::Moment until = world.clock.now() + patience;
  while (!child.group_ended()) {
    if (world.clock.now() >= until) return false;
    exchange.go_on(-1);
  }
  return true;
}

void end(Child& child, Exchange& exchange, const base::World& world, base::Duration patience) {
  child.send(SIGTERM);
  if (see_it_end(child, exchange, world, patience)) return;
  child.send(SIGKILL);
  see_it_end(child, exchange, world, patience_after_kill);
}

}  // namespace

Ending run(const Command& command, const base::World& world, const OnLine& on_line) {
  world.check_stop();
  const ChildSignals signals;
  Child child(command);
  if (child.error()) return {.not_started = child.error()};
  Exchange exchange(child, command.input, on_line);
  const base::Moment start = world.clock.now();
  bool timed_out = false;
  while (!timed_out && !child.ended()) {
    if (world.stop.signal() != 0) end(child, exchange, world, patience_after_stop);
    world.check_stop();
    timed_out = command.time_limit.count() > 0 && world.clock.now() - start >= command.time_limit;
    if (timed_out) end(child, exchange, world, patience_after_limit);
    if (!timed_out) exchange.go_on(world.stop.fd());
  }
  exchange.finish();
  Ending ending = child.ending();
  ending.timed_out = timed_out;
  return ending;
}

}  // namespace process
