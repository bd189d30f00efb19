#pragma once

#include <unistd.h>

#include <stdexcept>

namespace support {

/// For as long as it lives root is nobody: the rights of files count.
class Unprivileged {
 public:
  Unprivileged() : before_(::geteuid()) {
    if (before_ == 0 && ::seteuid(nobody) != 0) throw std::runtime_error("cannot become nobody");
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;
  ~Unprivileged() {
    if (::geteuid() != before_) [[maybe_unused]]
      const int back = ::seteuid(before_);
  }

 private:
  static constexpr uid_t nobody = 65534;
  uid_t before_;
};

}  // namespace support
