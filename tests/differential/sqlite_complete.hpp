#pragma once

#include <string>

namespace differential {

/// What our splitter and sqlite3_complete() disagree about in `text`; empty if nothing.
std::string sqlite_disagreement(const std::string& text);

}  // namespace differential
