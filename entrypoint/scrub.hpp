#pragma once

#include <string>
#include <string_view>

namespace entrypoint {

/// Overwrites the secrets of --database-url in the process's own arguments, which `ps` shows. Looks
/// at nothing behind the first `--`. Copy the arguments before.
void scrub_password(int argc, char** argv);

/// A word that somebody wrote, fit to be shown: what may be a password in it becomes `***`.
std::string public_word(std::string_view word);

}  // namespace entrypoint
