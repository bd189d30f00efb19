#pragma once

#include "base/file.hpp"

#include <memory>
#include <string>
#include <vector>

namespace base {

/// A question to the resolver, asked in a thread of its own: one that hangs is left behind.
class Lookup {
 public:
  /// Throws std::system_error if not even the question can be asked.
  explicit Lookup(const std::string& host);
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;
  ~Lookup() = default;

  /// Readable when the answer is there.
  [[nodiscard]] int fd() const noexcept { return answered_.get(); }

  /// Only when fd() is readable: the addresses, in the resolver's order.
  [[nodiscard]] const std::vector<std::string>& addresses() const;
  /// Only when fd() is readable: why there are no addresses; empty if there are.
  [[nodiscard]] std::string problem() const;

 private:
  struct Question;

  Descriptor answered_;
  std::shared_ptr<Question> question_;
};

}  // namespace base
