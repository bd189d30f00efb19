#pragma once

#include <string>
#include <vector>

namespace entrypoint {

/// Why the kernel will not start a file; `what` is empty if it may.
struct Refusal {
  std::string what{};
  std::vector<std::string> helps{};
};

/// Looks at the first bytes as execve will. What cannot be read, and binaries of any kind, pass.
Refusal kernel_refusal(const std::string& program);

/// What the first line of a script names; empty for what is no script.
std::string interpreter_of(const std::string& program);

}  // namespace entrypoint
