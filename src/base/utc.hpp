#pragma once

#include <chrono>
#include <string>

namespace base {

/// `20260102030405`: the time in UTC, as versions and names of files have it.
std::string utc_digits(std::chrono::system_clock::time_point time);

}  // namespace base
