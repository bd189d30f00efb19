#include "entrypoint/secret_file.hpp"

#include "base/file.hpp"
#include "base/permission.hpp"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <system_error>

namespace entrypoint {
namespace {

constexpr std::size_t largest = std::size_t{1024} * 1024;

SmallFile unreadable(int error) {
  SmallFile file{.problem = "cannot be read: " + std::generic_category().message(error)};
  if (error == EACCES) file.helps = {base::let_us("read it")};
  return file;
}

/// As read(2), but not disturbed by signals.
ssize_t read_piece(int fd, std::array<char, 65536>& piece) {
  for (;;) {
    const ssize_t count = ::read(fd, piece.data(), piece.size());
    if (count >= 0 || errno != EINTR) return count;
  }
}

void drop_line_end(std::string& text) {
  if (!text.ends_with('\n')) return;
  text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
}

}  // namespace

SmallFile read_small_file(const std::string& path) {
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return unreadable(errno);
  std::string text;
  std::array<char, 65536> piece{};
  while (text.size() <= largest) {
    const ssize_t count = read_piece(file.get(), piece);
    if (count < 0) return unreadable(errno);
    if (count == 0) return {.text = text};
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
  return {.problem = "is larger than 1 MiB", .helps = {"name the file that was meant"}};
}

SmallFile read_secret_file(const std::string& path) {
  SmallFile file = read_small_file(path);
  if (!file.text) return file;
  drop_line_end(*file.text);
  if (file.text->empty())
    return {.problem = "is empty", .helps = {"write the value into it, or unset the variable"}};
  if (file.text->find('\0') != std::string::npos)
    return {.problem = "has a NUL byte in it", .helps = {"write it as plain text, in UTF-8"}};
  return file;
}

}  // namespace entrypoint
