#pragma once

#include "base/byte_source.hpp"
#include "sql/window.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sql {

/// The value of a placeholder; nothing if the name is unknown.
using LookUp = std::function<std::optional<std::string>(std::string_view name)>;

/// Letters, digits and underscores, a letter or underscore first.
bool is_placeholder_name(std::string_view name);

/// A text with a value in the place of each `${name}`. `$${name}` stands for the text `${name}`,
/// also where the first dollar ends a dollar quote. Values are not searched for placeholders. Works
/// on bytes, quotes and comments included, and holds little of the text.
class Placeholders : public base::ByteSource {
 public:
  /// `source` must outlive it.
  Placeholders(base::ByteSource& source, LookUp look_up);

  /// Throws TextError, its offset in the text as written: an unknown name, or what begins like a
  /// placeholder and is none.
  std::size_t read(std::span<char> room) override;

  /// A part of the replaced text, and which bytes of the text as written it stands for.
  struct Piece {
    std::string_view text{};
    std::size_t begin{0};
    std::size_t end{0};
    /// The bytes are a value's: none of them stands in the text as written.
    bool is_value{false};
  };
  /// The next one, good until the next call; nothing at the end. Not to be mixed with read().
  std::optional<Piece> next();

 private:
  Piece dollar();
  Piece placeholder();
  Piece plain(std::size_t skipped, std::size_t length);
  std::size_t name_length(std::size_t ahead);

  Window window_;
  LookUp look_up_;
  std::string value_{};
  std::string_view rest_{};
};

/// Bytes of a text.
struct Stretch {
  std::size_t offset{0};
  std::size_t length{1};

  bool operator==(const Stretch&) const = default;
};

/// Where in the text as written (`source` gives it from its beginning) a stretch of the replaced
/// text comes from: a placeholder as a whole if it begins or ends in a value.
Stretch as_written(base::ByteSource& source, const LookUp& look_up, const Stretch& replaced);

}  // namespace sql
