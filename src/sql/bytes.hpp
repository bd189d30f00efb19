#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace sql {

/// A set of bytes that is asked often.
class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view members) { add(members); }

  [[nodiscard]] constexpr bool has(char byte) const {
    return members_[static_cast<unsigned char>(byte)];
  }
  [[nodiscard]] constexpr ByteSet with(std::string_view more) const {
    ByteSet sum = *this;
    sum.add(more);
    return sum;
  }
  /// Also the bytes of characters beyond ASCII, whatever the encoding.
  [[nodiscard]] constexpr ByteSet with_high_bytes() const {
    ByteSet sum = *this;
    for (std::size_t byte = 0x80; byte < sum.members_.size(); ++byte)
      sum.members_[byte] = true;
    return sum;
  }

 private:
  constexpr void add(std::string_view more) {
    for (const char byte : more)
      members_[static_cast<unsigned char>(byte)] = true;
  }

  std::array<bool, 256> members_{};
};

constexpr ByteSet digits{"0123456789"};
constexpr ByteSet letters =
    ByteSet{"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"}.with_high_bytes();
constexpr ByteSet blanks{" \t\n\r\f\v"};

constexpr char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

/// Whether `text` is that word, which is spelled in lower case here; other case is the same word.
constexpr bool same_word(std::string_view text, std::string_view lower_word) {
  if (text.size() != lower_word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower(text[i]) != lower_word[i]) return false;
  }
  return true;
}

/// Without white space around.
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && blanks.has(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && blanks.has(text.back()))
    text.remove_suffix(1);
  return text;
}

}  // namespace sql
