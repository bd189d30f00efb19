#include "db/sqlite/place.hpp"

#include "base/exit.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace db::sqlite {
namespace {

[[noreturn]] void misplaced(const std::string& message, const std::string& help) {
  throw ConnectError({.message = message,
                      .verdict = Verdict::fatal,
                      .exit = base::Exit::configuration,
                      .help = help});
}

[[noreturn]] void forbidden(const std::string& message, const std::string& help) {
  throw ConnectError(
      {.message = message, .verdict = Verdict::fatal, .exit = base::Exit::refused, .help = help});
}

std::string quoted(const std::string& path) {
  return "\"" + path + "\"";
}

/// A link that points at nothing stands for the file that it points at.
std::string followed(const std::string& path) {
  std::error_code error;
  const std::filesystem::path target = std::filesystem::read_symlink(path, error);
  return error ? path : (std::filesystem::path(path).parent_path() / target).string();
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// As the effective user, as open() asks too.
bool may(const std::string& path, int mode) {
  return ::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0;
}

void check_folder(const std::string& folder) {
  struct stat status{};
  if (::stat(folder.c_str(), &status) == 0) {
    if (!S_ISDIR(status.st_mode))
      misplaced(quoted(folder) + " is not a folder", "look at the path in the database URL");
    return;
  }
  if (errno == EACCES)
    forbidden("no permission to look into the folder of " + quoted(folder),
              "let this user (uid " + std::to_string(::geteuid()) + ") into it");
  misplaced("there is no folder " + quoted(folder) + " for the database",
            "mkdir -p " + quoted(folder) + ", mount it, or look at the path in the database URL");
}

[[noreturn]] void not_writable(const std::string& path) {
  forbidden("no permission to write " + quoted(path),
            "give uid " + std::to_string(::geteuid()) +
                " the right to write it, or look whether it is mounted read-only");
}

Place existing(const std::string& path, Create create) {
  // Where the file really is: there the journal goes.
  std::error_code error;
  const std::filesystem::path canonical = std::filesystem::canonical(path, error);
  const std::string folder = folder_of(error ? path : canonical.string());
  if (!may(path, R_OK))
    forbidden("no permission to read " + quoted(path), "give uid " + std::to_string(::geteuid()) +
                                                           " the right to read it: chmod a+r " +
                                                           quoted(path));
  const bool writable = may(path, W_OK);
  const bool folder_writable = may(folder, W_OK | X_OK);
  if (create == Create::yes && !writable) not_writable(path);
  if (create == Create::yes && !folder_writable) not_writable(folder);
  return {.exists = true, .writable = writable && folder_writable};
}

}  // namespace

Place look_at(const std::string& path, Create create) {
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode))
      misplaced(quoted(path) + " is a folder", "name a file in it in the database URL");
    if (!S_ISREG(status.st_mode))
      misplaced(quoted(path) + " is not a file", "look at the path in the database URL");
    return existing(path, create);
  }
  const std::string folder = folder_of(followed(path));
  check_folder(folder);
  const bool writable = may(folder, W_OK | X_OK);
  if (create == Create::yes && !writable) not_writable(folder);
  return {.exists = false, .writable = writable};
}

}  // namespace db::sqlite
