#include "entrypoint/find_program_content.hpp"

#include "base/file.hpp"

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace entrypoint {
namespace {

/// As many as the kernel looks at.
constexpr std::size_t looked_at = 256;

std::optional<std::string> first_bytes(const std::string& path) {
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  std::array<char, looked_at> bytes{};
  const ssize_t count = ::pread(file.get(), bytes.data(), bytes.size(), 0);
  if (count < 0) return std::nullopt;
  return std::string(bytes.data(), static_cast<std::size_t>(count));
}

/// `/usr/bin/env` of `#!/usr/bin/env python3`.
std::string named_in(std::string_view bytes) {
  std::string_view line = bytes.substr(2, bytes.find('\n') - 2);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  return std::string(line.substr(0, line.find_first_of(" \t")));
}

Refusal missing(const std::string& interpreter) {
  if (interpreter.ends_with('\r'))
    return {.what = "its first line ends with a carriage return, so \"" +
                    interpreter.substr(0, interpreter.size() - 1) + "\" is not found",
            .helps = {"write the file with LF line ends: sed -i 's/\\r$//' FILE"}};
  return {.what = "its interpreter \"" + interpreter + "\" does not exist",
          .helps = {"install it, or name another one in the first line of the script"}};
}

Refusal script_refusal(std::string_view bytes) {
  const std::string interpreter = named_in(bytes);
  if (interpreter.empty())
    return {.what = R"(its first line names no interpreter)",
            .helps = {"let the first line be #!/bin/sh, or what should run the file"}};
  if (::access(interpreter.c_str(), F_OK) != 0) return missing(interpreter);
  if (::faccessat(AT_FDCWD, interpreter.c_str(), X_OK, AT_EACCESS) != 0)
    return {.what = "its interpreter \"" + interpreter + "\" is not executable",
            .helps = {"name a program in the first line of the script, or make this one "
                      "executable: chmod a+rx \"" +
                      interpreter + "\""}};
  return {};
}

}  // namespace

std::string interpreter_of(const std::string& program) {
  const std::optional<std::string> bytes = first_bytes(program);
  return bytes && bytes->starts_with("#!") ? named_in(*bytes) : "";
}

Refusal kernel_refusal(const std::string& program) {
  const std::optional<std::string> bytes = first_bytes(program);
  if (!bytes) return {};
  if (bytes->empty())
    return {.what = "it is an empty file",
            .helps = {"look at what should have written it: the COPY of the image, a download"}};
  if (bytes->starts_with("#!")) return script_refusal(*bytes);
  // A binary that is not ELF may still be known to the kernel (binfmt_misc).
  if (bytes->find('\0') != std::string::npos || bytes->starts_with("\x7f"
                                                                   "ELF"))
    return {};
  return {.what = "it is a text without \"#!\"",
          .helps = {"let the first line be #!/bin/sh, or start it so: migrexec -- sh " + program}};
}

}  // namespace entrypoint
