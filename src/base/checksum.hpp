#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace base {

/// SHA-256 of a text whose line ends are LF: CRLF is read as LF, a lone CR stays.
class Checksum {
 public:
  Checksum();
  Checksum(const Checksum&) = delete;
  Checksum& operator=(const Checksum&) = delete;
  ~Checksum();

  /// More of the text; it may be cut anywhere.
  void add(std::string_view text);
  /// Lower case hex of all that was added. Call once, last.
  std::string hex();

 private:
  struct State;
  void flush_cr();
  std::unique_ptr<State> state_;
};

/// Of a whole text.
std::string checksum_of(std::string_view text);

}  // namespace base
