#pragma once

#include "base/byte_source.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace base {

/// An open descriptor, closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor();

  [[nodiscard]] int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ >= 0; }

 private:
  int fd_;
};

/// A file, read from its beginning. Throws Error with migrations_unusable if it can't be read.
class FileSource : public ByteSource {
 public:
  explicit FileSource(std::string path);

  std::size_t read(std::span<char> room) override;

 private:
  std::string path_;
  Descriptor descriptor_;
  /// When it was opened; and what was read of it.
  std::uintmax_t size_{0};
  std::uintmax_t read_{0};
};

/// A whole file; throws as FileSource does.
std::string read_file(const std::string& path);

}  // namespace base
