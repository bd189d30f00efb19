#pragma once

#include "entrypoint/settings.hpp"

#include <string>

namespace entrypoint {

/// What a target is for: migrating takes `V`, `+N`, `head`; rolling back `V`, `-N`, `base`;
/// stamping `V`, `head`, `base`.
enum class Purpose { migrating, rolling_back, stamping };

/// `--to V` or a bare word; empty if there is none. Throws base::Error with Exit::usage for two of
/// them, or a word that can't be a target.
std::string target_of(const Settings& settings, Purpose purpose);

/// The one word that a command needs. Throws base::Error with Exit::usage if it is not there, or if
/// there are more; `what` says what it stands for, `example` how it is written.
std::string only_word(const Settings& settings, const std::string& what,
                      const std::string& example);

}  // namespace entrypoint
