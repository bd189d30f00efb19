#pragma once

#include "wait/target.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <optional>
#include <string>

namespace wait {

/// Called once, from the loop: why the target is not ready, or nothing if it is.
using Told = std::function<void(std::optional<std::string> answer)>;

/// Called once, from the loop, with a connected socket.
using Connected = std::function<void(boost::asio::ip::tcp::socket socket)>;

/// Resolves and connects; `connected` or `told` hears of it.
void connect(boost::asio::io_context& loop, const Target& target, Connected connected,
             const Told& told);

/// Whether a server listens at the unix socket.
void probe_unix(boost::asio::io_context& loop, const Target& target, Told told);

}  // namespace wait
