#pragma once

#include "base/byte_source.hpp"
#include "base/checksum.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/utf8.hpp"
#include "sql/text_error.hpp"

#include <cstddef>
#include <string>

namespace migrate {

/// A migration file's bytes as they are, checked to be UTF-8 text and summed up on the way.
/// Throws Error with migrations_unusable.
class TextSource : public base::ByteSource {
 public:
  explicit TextSource(const std::string& path);

  std::size_t read(std::span<char> room) override;
  /// Of the text without its byte order mark; call once, after the end was read.
  std::string checksum() { return checksum_.hex(); }

 private:
  void check(std::string_view piece);
  void sum(std::string_view piece);

  std::string path_;
  base::FileSource file_;
  base::Utf8Checker utf8_{};
  base::Checksum checksum_{};
  std::size_t offset_{0};
};

/// What to underline in a file, in bytes.
struct Spot {
  std::size_t offset{0};
  std::size_t length{1};
};

/// The diagnostic with its place drawn: the file is read again to find the line.
base::Error text_error(const std::string& path, const Spot& spot, base::Diagnostic diagnostic,
                       const std::string& label);

/// A text that can't be cut into statements.
base::Error unusable(const std::string& path, const sql::TextError& error);

}  // namespace migrate
