#include "db/url_text.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace db {
namespace {

constexpr std::string_view plain_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
constexpr std::string_view hex_digits = "0123456789ABCDEF";

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

char to_upper(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

/// The character that two hexadecimal digits stand for; NUL if they don't stand for any.
char character_of(std::string_view digits) {
  if (digits.size() != 2) return '\0';
  const std::size_t high = hex_digits.find(to_upper(digits[0]));
  const std::size_t low = hex_digits.find(to_upper(digits[1]));
  if (high == std::string_view::npos || low == std::string_view::npos) return '\0';
  return static_cast<char>(static_cast<unsigned char>((high * 16) + low));
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char letter = text[i];
    if (letter == '%') {
      letter = character_of(text.substr(i + 1, 2));
      if (letter == '\0') return std::nullopt;
      i += 2;
    }
    decoded += letter;
  }
  return decoded;
}

std::string percent_encode(std::string_view text) {
  std::string encoded;
  for (const char letter : text) {
    if (plain_characters.find(letter) != std::string_view::npos) {
      encoded += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    encoded += {'%', hex_digits[byte / 16U], hex_digits[byte % 16U]};
  }
  return encoded;
}

std::string to_lower(std::string_view text) {
  std::string lowered;
  std::ranges::transform(text, std::back_inserter(lowered), lower);
  return lowered;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const std::size_t end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

Halves halve(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {.first = text};
  return {.first = text.substr(0, at), .second = text.substr(at + 1)};
}

}  // namespace db
