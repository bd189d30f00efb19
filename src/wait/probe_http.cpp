#include "wait/probe_http.hpp"

#include "wait/probe_connect.hpp"
#include "wait/target.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/system/error_code.hpp>

#include <openssl/ssl.h>
#include <openssl/tls1.h>
#include <openssl/types.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace wait {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;

bool is_address(const std::string& host) {
  error_code error;
  asio::ip::make_address(host, error);
  return !error;
}

/// `host`, `host:8080`, `[::1]:8080`: without the port that the scheme has anyway.
std::string host_field(const Target& target) {
  const bool v6 = target.host.find(':') != std::string::npos;
  const std::string host = v6 ? '[' + target.host + ']' : target.host;
  const bool usual = target.port == (target.scheme == Scheme::https ? "443" : "80");
  return usual ? host : host + ':' + target.port;
}

/// What the steps of one question share.
template <typename Stream>
struct Exchange {
  Exchange(Stream opened, const Target& asked, Told on_answer)
      : stream(std::move(opened)),
        request(http::verb::get, asked.path, 11),
        target(asked),
        told(std::move(on_answer)) {
    request.set(http::field::host, host_field(target));
    request.set(http::field::user_agent, "migrexec/" MIGREXEC_VERSION);
    request.set(http::field::accept, "*/*");
    request.set(http::field::connection, "close");
  }

  Stream stream;
  http::request<http::empty_body> request;
  boost::beast::flat_buffer buffer{};
  http::response_parser<http::empty_body> parser{};
  Target target;
  Told told;
};

void judge(int status, const Target& target, const Told& told) {
  const bool good = std::ranges::any_of(target.statuses, [status](const auto& range) {
    return range.first <= status && status <= range.second;
  });
  told(good ? std::nullopt
            : std::optional("HTTP status " + std::to_string(status) + " instead of " +
                            statuses_text(target)));
}

template <typename Stream>
void read_status(const std::shared_ptr<Exchange<Stream>>& exchange) {
  http::async_read_header(exchange->stream, exchange->buffer, exchange->parser,
                          [exchange](const error_code& error, std::size_t /*count*/) {
                            if (error)
                              exchange->told("no HTTP answer: " + error.message());
                            else
                              judge(static_cast<int>(exchange->parser.get().result_int()),
                                    exchange->target, exchange->told);
                          });
}

template <typename Stream>
void ask(const std::shared_ptr<Exchange<Stream>>& exchange) {
  http::async_write(exchange->stream, exchange->request,
                    [exchange](const error_code& error, std::size_t /*count*/) {
                      if (error)
                        exchange->told(error.message());
                      else
                        read_status(exchange);
                    });
}

void expect_name(SSL* tls, std::string host) {
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), host.c_str());
    return;
  }
  // SSL_set_tlsext_host_name() is a macro with a cast in it.
  SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
  SSL_set1_host(tls, host.c_str());
}

std::string refusal(TlsStream& stream, const error_code& error) {
  const long verdict = SSL_get_verify_result(stream.native_handle());
  if (verdict == X509_V_OK) return "no TLS: " + error.message();
  return std::string("its certificate is not trusted: ") + X509_verify_cert_error_string(verdict);
}

void ask_over_tls(tcp::socket socket, const Target& target, const Told& told) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.set_default_verify_paths();
  TlsStream stream(std::move(socket), context);
  stream.set_verify_mode(asio::ssl::verify_peer);
  expect_name(stream.native_handle(), target.host);
  const auto exchange = std::make_shared<Exchange<TlsStream>>(std::move(stream), target, told);
  exchange->stream.async_handshake(TlsStream::client, [exchange](const error_code& error) {
    if (error)
      exchange->told(refusal(exchange->stream, error));
    else
      ask(exchange);
  });
}

}  // namespace

void probe_http(asio::io_context& loop, const Target& target, const Told& told) {
  connect(
      loop, target,
      [target, told](tcp::socket socket) {
        if (target.scheme == Scheme::https)
          ask_over_tls(std::move(socket), target, told);
        else
          ask(std::make_shared<Exchange<tcp::socket>>(std::move(socket), target, told));
      },
      told);
}

}  // namespace wait
