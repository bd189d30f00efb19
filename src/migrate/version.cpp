#include "migrate/version.hpp"

#include <algorithm>
#include <compare>
#include <string>
#include <string_view>

namespace migrate {

std::string_view Version::number() const {
  std::string_view number = digits_;
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

Version Version::successor() const {
  std::string digits = digits_;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    if (*digit != '9') {
      ++*digit;
      return Version(digits);
    }
    *digit = '0';
  }
  return Version("1" + digits);
}

std::strong_ordering Version::operator<=>(const Version& other) const {
  const std::string_view mine = number();
  const std::string_view theirs = other.number();
  if (mine.size() != theirs.size()) return mine.size() <=> theirs.size();
  return mine <=> theirs;
}

}  // namespace migrate
