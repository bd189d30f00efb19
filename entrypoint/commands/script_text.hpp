#pragma once

#include "migrate/migration.hpp"

#include <string>

namespace entrypoint {

/// Prints a script as it runs, piece by piece: it may be larger than memory. A blank line follows.
void print_script(const migrate::Script& script);

/// The same as a value, without the blank line.
std::string script_text(const migrate::Script& script);

}  // namespace entrypoint
