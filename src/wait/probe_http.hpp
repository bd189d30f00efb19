#pragma once

#include "wait/probe_connect.hpp"
#include "wait/target.hpp"

#include <boost/asio/io_context.hpp>

namespace wait {

/// Asks an HTTP server, over TLS if the target says so: `told` hears whether the status is one of
/// those that the target wants. The certificate must be good for the host; who is trusted is
/// OpenSSL's to know (SSL_CERT_FILE, SSL_CERT_DIR).
void probe_http(boost::asio::io_context& loop, const Target& target, const Told& told);

}  // namespace wait
