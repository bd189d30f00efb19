#pragma once

#include "base/world.hpp"
#include "wait/target.hpp"

#include <optional>
#include <string>
#include <vector>

namespace wait {

/// Why a target is not ready, empty if it said nothing in time; nothing if it is.
using Answer = std::optional<std::string>;

/// Tries each target once, all at the same time, for as long as `patience`. Throws Stopped at once
/// on a signal, whatever hangs.
std::vector<Answer> probe_all(const std::vector<Target>& targets, const base::World& world,
                              base::Duration patience);

}  // namespace wait
