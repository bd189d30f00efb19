#include "sql/window.hpp"

#include "base/byte_source.hpp"

#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace sql {
namespace {

/// Most migrations fit; room for more is made as it is needed.
constexpr std::size_t first_room = 4 * std::size_t{1024};

}  // namespace

Window::Window(base::ByteSource& source)
    : source_(&source), room_(first_room), data_(room_.data()), held_(0) {}

Window::Window(std::string_view text) : data_(text.data()), held_(text.size()) {}

bool Window::advance_to(char byte) {
  do {
    const std::string_view here = rest();
    const std::size_t found = here.find(byte);
    at_ += found == std::string_view::npos ? here.size() : found;
    if (found != std::string_view::npos) return true;
  } while (read_more());
  return false;
}

bool Window::read_more() {
  if (source_ == nullptr) return false;
  make_room();
  const std::size_t got = source_->read(std::span(room_).subspan(held_));
  held_ += got;
  if (got == 0) source_ = nullptr;
  return got != 0;
}

bool Window::holds(std::size_t ahead) {
  while (at_ + ahead >= held_) {
    if (!read_more()) return false;
  }
  return true;
}

/// Doubles only when more than half of the room is still needed, so that all moving together
/// costs no more than the reading.
void Window::make_room() {
  if (held_ < room_.size()) return;
  const std::size_t needed = held_ - kept_;
  if (needed > room_.size() / 2) {
    std::vector<char> larger(2 * room_.size());
    move_to(larger);
  } else {
    move_to(room_);
  }
}

void Window::widen(std::size_t room) {
  if (source_ == nullptr || room_.size() >= room || held_ - kept_ > room) return;
  std::vector<char> larger(room);
  move_to(larger);
}

/// Only what is kept goes along.
void Window::move_to(std::vector<char>& room) {
  const std::size_t needed = held_ - kept_;
  std::memmove(room.data(), data_ + kept_, needed);
  if (&room != &room_) room_.swap(room);
  data_ = room_.data();
  first_ += kept_;
  at_ -= kept_;
  held_ = needed;
  kept_ = 0;
}

}  // namespace sql
