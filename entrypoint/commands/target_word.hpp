#pragma once

#include "entrypoint/settings.hpp"

#include <string>

namespace entrypoint {

/// `--to V` or a bare `V`, `+N`, `head`; empty if there is none. Throws base::Error with
/// Exit::usage for two of them, or a word that can't be a target.
std::string target_of(const Settings& settings);

}  // namespace entrypoint
