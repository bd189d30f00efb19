#include "wait/probe_connect.hpp"

#include "base/lookup.hpp"
#include "wait/target.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <fcntl.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace wait {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// What the steps of one connection share.
struct Dialing {
  Dialing(asio::io_context& loop, const Target& target, Connected on_success, Told on_failure)
      : host(target.host),
        port(static_cast<unsigned short>(std::stoi(target.port))),
        lookup(target.host),
        wake(loop, ::fcntl(lookup.fd(), F_DUPFD_CLOEXEC, 0)),
        socket(loop),
        connected(std::move(on_success)),
        told(std::move(on_failure)) {}

  std::string host;
  unsigned short port;
  base::Lookup lookup;
  asio::posix::stream_descriptor wake;
  tcp::socket socket;
  Connected connected;
  Told told;
};

std::vector<tcp::endpoint> endpoints_of(const Dialing& dialing) {
  std::vector<tcp::endpoint> endpoints;
  for (const std::string& text : dialing.lookup.addresses()) {
    error_code error;
    const auto address = asio::ip::make_address(text, error);
    if (!error) endpoints.emplace_back(address, dialing.port);
  }
  return endpoints;
}

void dial(const std::shared_ptr<Dialing>& dialing) {
  if (const std::string problem = dialing->lookup.problem(); !problem.empty()) {
    dialing->told("cannot resolve \"" + dialing->host + "\": " + problem);
    return;
  }
  asio::async_connect(dialing->socket, endpoints_of(*dialing),
                      [dialing](const error_code& error, const tcp::endpoint& /*which*/) {
                        if (error)
                          dialing->told(error.message());
                        else
                          dialing->connected(std::move(dialing->socket));
                      });
}

}  // namespace

void connect(asio::io_context& loop, const Target& target, Connected connected, const Told& told) {
  try {
    auto dialing = std::make_shared<Dialing>(loop, target, std::move(connected), told);
    dialing->wake.async_wait(asio::posix::stream_descriptor::wait_read,
                             [dialing](const error_code& error) {
                               if (!error) dial(dialing);
                             });
  } catch (const std::system_error& error) {
    told(error.code().message());
  } catch (const boost::system::system_error& error) {
    told(error.code().message());
  }
}

void probe_unix(asio::io_context& loop, const Target& target, Told told) {
  using asio::local::stream_protocol;
  const auto socket = std::make_shared<stream_protocol::socket>(loop);
  socket->async_connect(stream_protocol::endpoint(target.path),
                        [socket, told = std::move(told)](const error_code& error) {
                          told(error ? std::optional(error.message()) : std::nullopt);
                        });
}

}  // namespace wait
