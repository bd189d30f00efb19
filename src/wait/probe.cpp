#include "wait/probe.hpp"

#include "base/duration.hpp"
#include "base/world.hpp"
#include "wait/probe_connect.hpp"
#include "wait/probe_http.hpp"
#include "wait/target.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/error_code.hpp>

#include <fcntl.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace wait {
namespace {

namespace asio = boost::asio;

Answer look_for(const std::string& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) return std::nullopt;
  return error ? error.message() : "No such file or directory";
}

/// One try of every target. The loop ends with the last answer.
class Round {
 public:
  explicit Round(const std::vector<Target>& targets)
      : answers_(targets.size(), ""), open_(targets.size()) {
    for (std::size_t index = 0; index < targets.size(); ++index)
      begin(targets[index], index);
  }

  std::vector<Answer> run(const base::World& world, base::Duration patience) {
    asio::posix::stream_descriptor stop(loop_);
    if (world.stop.fd() >= 0) {
      stop.assign(::fcntl(world.stop.fd(), F_DUPFD_CLOEXEC, 0));
      stop.async_wait(asio::posix::stream_descriptor::wait_read,
                      [this](const boost::system::error_code& /*error*/) { loop_.stop(); });
    }
    if (open_ > 0) loop_.run_for(patience);
    world.check_stop();
    return std::move(answers_);
  }

 private:
  void begin(const Target& target, std::size_t index) {
    const Told told = [this, index](Answer answer) {
      answers_[index] = std::move(answer);
      if (--open_ == 0) loop_.stop();
    };
    switch (target.scheme) {
      case Scheme::tcp:
        connect(loop_, target, [told](const asio::ip::tcp::socket&) { told(std::nullopt); }, told);
        break;
      case Scheme::http:
      case Scheme::https:
        probe_http(loop_, target, told);
        break;
      case Scheme::unix_socket:
        probe_unix(loop_, target, told);
        break;
      case Scheme::file:
        told(look_for(target.path));
        break;
    }
  }

  std::vector<Answer> answers_;
  std::size_t open_;
  asio::io_context loop_{1};
};

}  // namespace

std::vector<Answer> probe_all(const std::vector<Target>& targets, const base::World& world,
                              base::Duration patience) {
  world.check_stop();
  return Round(targets).run(world, patience);
}

}  // namespace wait
