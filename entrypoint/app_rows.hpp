#pragma once

#include <span>
#include <string_view>
#include <utility>

namespace entrypoint {

/// A word and what it means.
using Row = std::pair<std::string_view, std::string_view>;

/// What help and manual say of the environment and of exit codes.
std::span<const Row> environment_rows();
std::span<const Row> exit_code_rows();

}  // namespace entrypoint
