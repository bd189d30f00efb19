#pragma once

#include "entrypoint/command.hpp"

#include <string>

namespace entrypoint {

/// Goes on after `--yes`, or if somebody at a terminal says so. Throws base::Error with Exit::usage
/// if the answer is no, or nobody can be asked. `act` is what will be done: `roll back 3
/// migrations`.
void confirm(const Context& context, const std::string& act);

}  // namespace entrypoint
