#pragma once

#include <string>

namespace base {

/// What lets us read a folder: `let the user of this process (uid 65532) read it: chmod a+rx ...`.
std::string way_into(const std::string& folder);

/// What lets us write in it.
std::string way_to_write_in(const std::string& folder);

}  // namespace base
