#pragma once

#include "base/byte_source.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace base {

/// A text at hand, read from its beginning. It is not owned.
class ViewSource : public ByteSource {
 public:
  explicit ViewSource(std::string_view text) : text_(text) {}

  std::size_t read(std::span<char> room) override {
    const std::size_t count = text_.copy(room.data(), room.size());
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
};

}  // namespace base
