#include "differential/lead.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace differential {
namespace {

std::string_view without_first(std::string_view text, std::size_t count) {
  return text.substr(std::min(count, text.size()));
}

std::string_view without_nested_comment(std::string_view text) {
  std::size_t depth = 0;
  do {
    const bool opens = text.starts_with("/*");
    const bool closes = text.starts_with("*/");
    if (opens) ++depth;
    if (closes) --depth;
    text = without_first(text, opens || closes ? 2 : 1);
  } while (depth > 0 && !text.empty());
  return text;
}

std::string_view without_flat_comment(std::string_view text) {
  const std::size_t end = text.find("*/", 2);
  return end == std::string_view::npos ? std::string_view() : text.substr(end + 2);
}

}  // namespace

std::string_view without_lead(std::string_view text, Comments comments) {
  const std::string_view line_ends = comments == Comments::nested ? "\r\n" : "\n";
  for (;;) {
    text = without_first(text, text.find_first_not_of(" \t\r\n\f"));
    if (text.starts_with("--")) {
      text = without_first(text, text.find_first_of(line_ends));
    } else if (text.starts_with("/*")) {
      text =
          comments == Comments::nested ? without_nested_comment(text) : without_flat_comment(text);
    } else {
      return text;
    }
  }
}

}  // namespace differential
