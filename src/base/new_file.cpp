#include "base/new_file.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "base/permission.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace base {
namespace {

constexpr mode_t usual_mode = 0644;

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

[[noreturn]] void fail(const std::string& path, int error) {
  Diagnostic diagnostic{.headline = "cannot write \"" + path +
                                    "\": " + std::generic_category().message(error)};
  if (error == EEXIST) throw Error(Exit::migrations_unusable, std::move(diagnostic));
  const bool refused = error == EACCES || error == EPERM || error == EROFS;
  if (refused) diagnostic.helps.push_back(way_to_write_in(folder_of(path)));
  throw Error(refused ? Exit::refused : Exit::io, std::move(diagnostic));
}

/// 0, or errno's reason.
int write_and_sync(const Descriptor& file, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(file.get(), text.data(), text.size());
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(file.get()) == 0 ? 0 : errno;
}

mode_t mode_of(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : usual_mode;
}

}  // namespace

void create_file(const std::string& path, std::string_view text) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, usual_mode));
  if (!file) fail(path, errno);
  if (const int error = write_and_sync(file, text); error != 0) {
    ::unlink(path.c_str());
    fail(path, error);
  }
  sync_folder(folder_of(path));
}

void replace_file(const std::string& path, std::string_view text) {
  std::string name = path + ".XXXXXX";
  const Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
  if (!file) fail(path, errno);
  int error = write_and_sync(file, text);
  if (error == 0 && ::fchmod(file.get(), mode_of(path)) != 0) error = errno;
  if (error == 0 && std::rename(name.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(name.c_str());
    fail(path, error);
  }
  sync_folder(folder_of(path));
}

void sync_folder(const std::string& folder) noexcept {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor) ::fsync(descriptor.get());
}

}  // namespace base
