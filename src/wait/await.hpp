#pragma once

#include "base/world.hpp"
#include "report/reporter.hpp"
#include "wait/probe.hpp"
#include "wait/target.hpp"

#include <functional>
#include <vector>

namespace wait {

/// How targets are tried; probe_all() but in tests.
using Probe = std::function<std::vector<Answer>(const std::vector<Target>& targets,
                                                const base::World& world, base::Duration patience)>;

/// Returns when each target was ready once. Throws Error with Exit::unavailable and the last answer
/// of each if that takes longer than `wait_timeout`; 0: for ever.
void await_targets(const std::vector<Target>& targets, base::Duration wait_timeout,
                   const base::World& world, report::Reporter& reporter,
                   const Probe& probe = probe_all);

}  // namespace wait
