// The one-call functions of OpenSSL 3 look an implementation up by name, which costs more than
// hashing a hundred migrations.
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/checksum.hpp"

#include <openssl/sha.h>

#include <algorithm>

namespace base {

struct Checksum::State {
  SHA256_CTX context{};
  bool pending_cr{false};
};

Checksum::Checksum() : state_(std::make_unique<State>()) {
  SHA256_Init(&state_->context);
}

Checksum::~Checksum() = default;

void Checksum::flush_cr() {
  if (state_->pending_cr) SHA256_Update(&state_->context, "\r", 1);
  state_->pending_cr = false;
}

void Checksum::add(std::string_view text) {
  while (!text.empty()) {
    if (text.front() == '\n') state_->pending_cr = false;
    flush_cr();
    const std::size_t cr = text.find('\r');
    SHA256_Update(&state_->context, text.data(), std::min(cr, text.size()));
    if (cr == std::string_view::npos) return;
    state_->pending_cr = true;
    text.remove_prefix(cr + 1);
  }
}

std::string Checksum::hex() {
  flush_cr();
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Final(digest.data(), &state_->context);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(digest.size() * 2, ' ');
  for (std::size_t i = 0; i < digest.size(); ++i) {
    text[2 * i] = digits[digest[i] >> 4U];
    text[(2 * i) + 1] = digits[digest[i] & 15U];
  }
  return text;
}

std::string checksum_of(std::string_view text) {
  Checksum checksum;
  checksum.add(text);
  return checksum.hex();
}

}  // namespace base
