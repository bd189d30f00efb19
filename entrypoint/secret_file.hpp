#pragma once

#include <optional>
#include <string>
#include <vector>

namespace entrypoint {

/// What reading a small file gave: its text, or what stood in the way (never any of the content).
struct SmallFile {
  std::optional<std::string> text{};
  /// Completes "the file ...": `is empty`, `cannot be read: No such file or directory`.
  std::string problem{};
  /// What can be done about it.
  std::vector<std::string> helps{};
};

/// At most 1 MiB. Throws nothing of ours.
SmallFile read_small_file(const std::string& path);

/// A value, as Kubernetes and Docker mount them: one line end at the end is dropped; neither empty
/// nor with a NUL in it. Who may read the file is not our business.
SmallFile read_secret_file(const std::string& path);

}  // namespace entrypoint
