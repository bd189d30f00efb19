#pragma once

#include "db/driver.hpp"

namespace db {

/// A database made to be thrown away, beside the one that a target names: empty at first, gone with
/// this object, also after a stop request.
class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  virtual ~Scratch() = default;

  [[nodiscard]] virtual const Target& target() const = 0;
};

}  // namespace db
