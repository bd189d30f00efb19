#pragma once

#include <cstddef>
#include <span>

namespace base {

/// Bytes that come in order, a piece at a time.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// Fills the front of `room` and tells how much; 0 only at the end. Throws Error if it can't.
  virtual std::size_t read(std::span<char> room) = 0;
};

}  // namespace base
