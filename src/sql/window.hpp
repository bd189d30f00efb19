#pragma once

#include "base/byte_source.hpp"
#include "sql/bytes.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace sql {

/// The part of a text that is in memory, and a cursor in it. Offsets count from the start of the
/// whole text. Reads on by itself, and keeps only what it was told to keep.
class Window {
 public:
  static constexpr int end_of_text = -1;

  /// `source` must outlive the window.
  explicit Window(base::ByteSource& source);
  /// A text that is all there already, and outlives the window.
  explicit Window(std::string_view text);
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window() = default;

  [[nodiscard]] std::size_t offset() const { return first_ + at_; }
  /// The byte that stands `ahead` of the cursor, or end_of_text.
  int peek(std::size_t ahead = 0) {
    if (at_ + ahead >= held_ && !holds(ahead)) return end_of_text;
    return static_cast<unsigned char>(data_[at_ + ahead]);
  }
  /// Over bytes that were seen by peek().
  void advance(std::size_t count) { at_ += count; }
  /// Over the bytes of `set`.
  void advance_while(const ByteSet& set) {
    advance_over([&](char byte) { return set.has(byte); });
  }
  /// To the next byte of `set`, or to the end.
  void advance_until(const ByteSet& set) {
    advance_over([&](char byte) { return !set.has(byte); });
  }
  /// To the next `byte`; false if there is none: then to the end.
  bool advance_to(char byte);

  /// The bytes before `offset` are not needed any more.
  void keep_from(std::size_t offset) { kept_ = offset - first_; }
  /// Good until the window reads on.
  [[nodiscard]] std::string_view view(std::size_t begin, std::size_t end) const {
    return {data_ + (begin - first_), end - begin};
  }
  /// What is in memory from the cursor on. Good until the window reads on.
  [[nodiscard]] std::string_view rest() const { return {data_ + at_, held_ - at_}; }
  /// Reads in pieces of about this size from now on.
  void widen(std::size_t room);
  /// Adds to rest(); false at the end of the text.
  bool read_more();

 private:
  template <class Predicate>
  void advance_over(Predicate predicate) {
    do {
      const std::string_view here = rest();
      at_ += static_cast<std::size_t>(std::ranges::find_if_not(here, predicate) - here.begin());
    } while (at_ == held_ && read_more());
  }
  bool holds(std::size_t ahead);
  void make_room();
  void move_to(std::vector<char>& room);

  base::ByteSource* source_{};
  std::vector<char> room_;
  const char* data_;
  std::size_t held_;      // bytes at data_
  std::size_t first_{0};  // offset of data_[0]
  std::size_t kept_{0};   // index of the first byte that must stay
  std::size_t at_{0};     // index of the cursor
};

}  // namespace sql
