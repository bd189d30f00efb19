#include "db/sqlite/migration_lock.hpp"

#include "base/file.hpp"
#include "base/world.hpp"
#include "db/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace db::sqlite {
namespace {

/// SQLite's own locks are on the 512 bytes from 0x40000000 (PENDING_BYTE) on.
constexpr off_t lock_byte = 0x40000200;
constexpr std::size_t longest_note = 200;

struct flock whole_lock(short type) {
  struct flock lock{};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = lock_byte;
  lock.l_len = 1;
  return lock;
}

[[noreturn]] void fail(const std::string& path, int error) {
  const bool denied = error == EACCES || error == EPERM || error == EROFS;
  throw SqlError({.message = "cannot lock \"" + path +
                             "\" for migrating: " + std::generic_category().message(error),
                  .code = "SQLITE_IOERR_LOCK",
                  .remedy = denied ? Remedy::grant : Remedy::mend_disk});
}

std::string time_of_day(std::chrono::system_clock::time_point moment) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 16> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%H:%M:%S", &parts);
  return {text.data(), size};
}

bool is_control(char letter) {
  return std::iscntrl(static_cast<unsigned char>(letter)) != 0;
}

/// At most `longest_note` bytes of the file's beginning; empty if it isn't a file that can be read.
std::string beginning_of(const std::string& path) {
  const base::Descriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  struct stat status{};
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  std::array<char, longest_note> text{};
  const ssize_t size = ::read(file.get(), text.data(), text.size());
  return size <= 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(size));
}

/// One name for the file, however it was reached.
std::string resolved(const std::string& path) {
  std::error_code error;
  const std::filesystem::path canonical = std::filesystem::canonical(path, error);
  return error ? path : canonical.string();
}

}  // namespace

MigrationLock::MigrationLock(std::string path, std::string holder, const base::World& world)
    : path_(std::move(path)), holder_(std::move(holder)), world_(world) {}

int MigrationLock::descriptor() {
  if (!descriptor_) {
    descriptor_ = base::Descriptor(::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NOCTTY));
    if (!descriptor_) fail(path_, errno);
    note_path_ = resolved(path_) + "-migrexec-lock";
  }
  return descriptor_.get();
}

bool MigrationLock::take() {
  if (held_ || path_.empty()) return held_ = true;
  struct flock lock = whole_lock(F_WRLCK);
  if (::fcntl(descriptor(), F_OFD_SETLK, &lock) != 0) {
    if (errno != EAGAIN && errno != EACCES) fail(path_, errno);
    return false;
  }
  held_ = true;
  write_note();
  return true;
}

void MigrationLock::release() noexcept {
  if (!std::exchange(held_, false) || path_.empty()) return;
  // Before the lock is free: afterwards the note could be the next holder's.
  ::unlink(note_path_.c_str());
  struct flock lock = whole_lock(F_UNLCK);
  ::fcntl(descriptor_.get(), F_OFD_SETLK, &lock);
}

std::string MigrationLock::other_holder() {
  if (held_ || path_.empty()) return {};
  struct flock lock = whole_lock(F_WRLCK);
  if (::fcntl(descriptor(), F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return {};
  const std::string note = read_note();
  return note.empty() ? "another process" : note;
}

void MigrationLock::write_note() const {
  const std::string note = "pid " + std::to_string(::getpid()) + " (" + holder_ + "), since " +
                           time_of_day(world_.clock.wall()) + " UTC\n";
  // A holder that was killed leaves its note behind; a new file never shows half of each.
  ::unlink(note_path_.c_str());
  const base::Descriptor file(
      ::open(note_path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644));
  // Without it waiters read "another process".
  [[maybe_unused]] const ssize_t written = file ? ::write(file.get(), note.data(), note.size()) : 0;
}

std::string MigrationLock::read_note() const {
  std::string note = beginning_of(note_path_);
  std::erase_if(note, is_control);
  return note;
}

}  // namespace db::sqlite
