#pragma once

#include "base/byte_source.hpp"
#include "base/checksum.hpp"
#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/utf8.hpp"
#include "migrate/migration.hpp"
#include "sql/placeholders.hpp"
#include "sql/text_error.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace migrate {

/// A script's bytes as they are, checked to be UTF-8 text and summed up on the way. Throws Error
/// with migrations_unusable.
class TextSource : public base::ByteSource {
 public:
  /// `script` must outlive the source.
  explicit TextSource(const Script& script);

  std::size_t read(std::span<char> room) override;
  /// Of the text without its byte order mark; call once, after the end was read.
  std::string checksum() { return checksum_.hex(); }

 private:
  void check(std::string_view piece);
  void sum(std::string_view piece);

  const Script& script_;
  std::unique_ptr<base::ByteSource> bytes_;
  base::Utf8Checker utf8_{};
  base::Checksum checksum_{};
  std::size_t offset_{0};
};

/// What to underline in a script, in bytes of the text as it runs, its placeholders replaced.
struct Spot {
  std::size_t offset{0};
  std::size_t length{1};
};

/// A script's bytes as written.
std::unique_ptr<base::ByteSource> open_written(const Script& script);

/// A script's bytes as they run, read from the beginning.
class RunningText : public base::ByteSource {
 public:
  /// `written` must outlive it. Throws Error with migrations_unusable for an unknown placeholder.
  RunningText(const Script& script, base::ByteSource& written);

  std::size_t read(std::span<char> room) override;

 private:
  const Script& script_;
  base::ByteSource& written_;
  std::optional<sql::Placeholders> placeholders_{};
};

/// Where that is for people: the script is read again to find the line.
base::Place place_of(const Script& script, const Spot& spot, const std::string& label);

/// The diagnostic with its place drawn.
base::Error text_error(const Script& script, const Spot& spot, base::Diagnostic diagnostic,
                       const std::string& label);

/// A text that can't be cut into statements.
base::Error unusable(const Script& script, const sql::TextError& error);

}  // namespace migrate
