#pragma once

#include "base/exit.hpp"

#include <string>

namespace db {

/// One line of an examination.
struct Finding {
  enum class Verdict { good, warning, bad };
  /// A word or two: `TLS`, `may create`.
  std::string subject{};
  Verdict verdict{Verdict::good};
  std::string text{};
  /// What a person could do about it; empty: nothing.
  std::string help{};
  /// What it comes to if it is bad.
  base::Exit exit{base::Exit::ok};

  bool operator==(const Finding&) const = default;
};

}  // namespace db
