#pragma once

#include "migrate/rehearsal.hpp"

#include <string>
#include <vector>

namespace entrypoint {

/// Writes what came of a rehearsal as JUnit XML. Throws base::Error with Exit::io.
void write_junit(const std::string& path, const std::vector<migrate::Rehearsed>& all);

}  // namespace entrypoint
