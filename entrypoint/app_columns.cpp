#include "entrypoint/app_columns.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace entrypoint {
namespace {

constexpr std::size_t widest = 80;

/// UTF-8 bytes that continue a code point.
bool continues(char letter) {
  return (static_cast<unsigned char>(letter) & 0xC0U) == 0x80U;
}

/// Takes the next word, and the space behind it, from the front of `text`.
std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(word.size() + 1, text.size()));
  return word;
}

}  // namespace

std::size_t width(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues));
}

std::string two_columns(std::string_view left, std::string_view right, std::size_t indent) {
  std::string text = "  " + std::string(left);
  std::size_t column = width(text);
  while (!right.empty()) {
    const std::string_view word = take_word(right);
    const bool fits = column > indent ? column + 1 + width(word) <= widest : column + 2 <= indent;
    const std::size_t start = fits ? std::max(column + 1, indent) : indent;
    if (!fits) text += '\n';
    text.append(start - (fits ? column : 0), ' ').append(word);
    column = start + width(word);
  }
  return text + '\n';
}

}  // namespace entrypoint
