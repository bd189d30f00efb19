#pragma once

#include "base/world.hpp"

#include <string>

namespace entrypoint {

/// The file that `word` names: itself if it has a slash, else the first executable one of its name
/// in the folders of PATH. Throws base::Error with Exit::command_not_found, or with
/// Exit::cannot_execute for what the kernel would refuse: a folder, a script without `#!`.
/// `way_on` is the help if PATH has no such file.
std::string find_program(const std::string& word, const base::World& world,
                         const std::string& way_on =
                             "correct its name, or write its whole path: "
                             "migrexec run -- /app/server");

}  // namespace entrypoint
