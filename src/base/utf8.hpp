#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// The bytes of the code point at the front of `text`; 0 if there is none, or not all of one.
[[nodiscard]] std::size_t point_length(std::string_view text);

/// How many code points `text` holds. It is taken to be UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text);

/// Where the code point starts that `count` others stand before; the end if there are fewer.
[[nodiscard]] std::size_t byte_offset_of(std::string_view text, std::size_t count);

/// The last place at or before `offset` where a cut goes through no code point.
[[nodiscard]] std::size_t border_before(std::string_view text, std::size_t offset);

/// Finds the first byte that is not UTF-8 (RFC 3629: nothing overlong, no surrogates).
class Utf8Checker {
 public:
  /// More of the text; it may be cut anywhere. The offset, in all that was added, of the first
  /// sequence that is not UTF-8, and the same ever after.
  std::optional<std::size_t> add(std::string_view text);
  /// The text is over: a code point that is cut off is bad too.
  std::optional<std::size_t> finish();

 private:
  std::string_view complete_pending(std::string_view text);
  std::size_t check(std::string_view text);

  std::optional<std::size_t> bad_{};
  /// What is behind us and known to be good.
  std::size_t good_{0};
  /// The front of a code point whose end has not come yet.
  std::string pending_{};
};

}  // namespace base
