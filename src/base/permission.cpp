#include "base/permission.hpp"

#include <unistd.h>

#include <string>

namespace base {

std::string let_us(const std::string& act) {
  return "let the user of this process (uid " + std::to_string(::geteuid()) + ") " + act;
}

std::string way_into(const std::string& folder) {
  return let_us("read it: chmod a+rx \"" + folder + "\"");
}

std::string way_to_write_in(const std::string& folder) {
  return let_us("write in \"" + folder + "\"");
}

}  // namespace base
