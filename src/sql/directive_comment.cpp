#include "sql/directive_comment.hpp"

#include "sql/bytes.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace sql {

std::optional<std::string_view> directive_in(std::string_view comment) {
  constexpr std::string_view dashes = "--";
  const std::size_t colon = comment.find(':');
  if (!comment.starts_with(dashes) || colon == std::string_view::npos) return std::nullopt;
  const std::string_view word = comment.substr(dashes.size(), colon - dashes.size());
  if (!same_word(trim(word), "migrexec")) return std::nullopt;
  return trim(comment.substr(colon + 1));
}

}  // namespace sql
