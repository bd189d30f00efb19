#pragma once

#include <string>

namespace base {

/// `let the user of this process (uid 65532) read it`, for the act `read it`.
std::string let_us(const std::string& act);

/// What lets us read a folder.
std::string way_into(const std::string& folder);

/// What lets us write in it.
std::string way_to_write_in(const std::string& folder);

}  // namespace base
