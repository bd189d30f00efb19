#include "entrypoint/scrub.hpp"

#include "db/url.hpp"

#include <algorithm>
#include <cstddef>
#include <ranges>
#include <span>
#include <string>
#include <string_view>

namespace entrypoint {
namespace {

constexpr std::string_view option = "--database-url";

/// The characters of a URL within an argument, writable.
void overwrite_secrets(std::span<char> url) {
  const std::string_view text(url.data(), url.size());
  for (const auto& [begin, length] : db::secret_ranges(text))
    std::ranges::fill(url.subspan(begin, length), '*');
}

/// What follows `--database-url=` in this argument, empty if it is another one.
std::span<char> adjacent_value(std::span<char> argument) {
  const std::string_view text(argument.data(), argument.size());
  const bool fits = text.starts_with(option) && text.substr(option.size()).starts_with('=');
  return fits ? argument.subspan(option.size() + 1) : std::span<char>{};
}

}  // namespace

void scrub_password(int argc, char** argv) {
  std::string_view before;
  for (char* argument : std::span(argv, static_cast<std::size_t>(argc))) {
    const std::string_view text(argument);
    if (text == "--") return;
    const std::span<char> characters(argument, text.size());
    overwrite_secrets(before == option ? characters : adjacent_value(characters));
    before = text;
  }
}

std::string public_word(std::string_view word) {
  std::string text(word);
  // From the back, so that the places before stay where they are.
  for (const auto& [begin, length] : db::secret_ranges(word) | std::views::reverse)
    text.replace(begin, length, "***");
  return text;
}

}  // namespace entrypoint
