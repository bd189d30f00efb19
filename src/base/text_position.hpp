#pragma once

#include "base/byte_source.hpp"
#include "base/diagnostic.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

/// The place of the byte `offset` (from zero) in the text that `source` gives from its beginning.
/// Lines end at LF or CRLF; a BOM counts as bytes and is no column. `length` bytes are underlined,
/// as far as they are on this line. Reads no further than that line, keeps little of a long one.
[[nodiscard]] Place locate(ByteSource& source, const std::string& file, std::size_t offset,
                           std::size_t length);

/// The same in a text at hand.
[[nodiscard]] Place locate(std::string_view text, const std::string& file, std::size_t offset,
                           std::size_t length);

}  // namespace base
