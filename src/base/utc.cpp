#include "base/utc.hpp"

#include <time.h>

#include <array>
#include <chrono>
#include <ctime>
#include <string>

namespace base {

std::string utc_digits(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y%m%d%H%M%S", &parts)};
}

}  // namespace base
