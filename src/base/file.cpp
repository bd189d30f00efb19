#include "base/file.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/permission.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace base {
namespace {

[[noreturn]] void fail(const std::string& path, int error) {
  Diagnostic diagnostic{.headline = "cannot read \"" + path +
                                    "\": " + std::generic_category().message(error)};
  if (error == EACCES) diagnostic.helps.push_back(let_us("read it: chmod a+r \"" + path + "\""));
  throw Error(Exit::migrations_unusable, std::move(diagnostic));
}

}  // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

FileSource::FileSource(std::string path)
    : path_(std::move(path)),
      descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (!descriptor_) fail(path_, errno);
  // Opening a FIFO without O_NONBLOCK would wait for its writer; a regular file takes no notice.
  struct stat status{};
  if (::fstat(descriptor_.get(), &status) != 0) fail(path_, errno);
  if (!S_ISREG(status.st_mode))
    throw Error(Exit::migrations_unusable,
                {.headline = "\"" + path_ + "\" is not a regular file",
                 .helps = {"put a file in its place, or take it out of the folder"}});
  size_ = static_cast<std::uintmax_t>(status.st_size);
}

std::size_t FileSource::read(std::span<char> room) {
  // The kernel need not be asked for the end; but some files (/proc) say that they are empty.
  if (size_ > 0 && read_ == size_) return 0;
  for (;;) {
    const auto count = ::read(descriptor_.get(), room.data(), room.size());
    if (count >= 0) {
      read_ += static_cast<std::uintmax_t>(count);
      return static_cast<std::size_t>(count);
    }
    if (errno != EINTR) fail(path_, errno);
  }
}

std::string read_file(const std::string& path) {
  FileSource source(path);
  std::string content;
  std::array<char, 65536> piece{};
  while (const std::size_t count = source.read(piece))
    content.append(piece.data(), count);
  return content;
}

}  // namespace base
