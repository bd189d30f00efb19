#pragma once

#include "entrypoint/settings.hpp"
#include "entrypoint/settings_sources.hpp"

namespace entrypoint {

/// Finds the URL, command line before environment before config file, and checks it. Throws
/// base::Error.
void set_database_url(Settings& settings, const Sources& sources);

}  // namespace entrypoint
