#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace sql {

/// A text that can't be cut into statements. The caller knows the file and makes the Error.
class TextError : public std::runtime_error {
 public:
  TextError(const std::string& what, std::size_t offset, std::string help = {})
      : std::runtime_error(what), offset_(offset), help_(std::move(help)) {}

  /// Byte offset in the text, from zero.
  [[nodiscard]] std::size_t offset() const noexcept { return offset_; }
  [[nodiscard]] const std::string& help() const noexcept { return help_; }

 private:
  std::size_t offset_;
  std::string help_;
};

}  // namespace sql
