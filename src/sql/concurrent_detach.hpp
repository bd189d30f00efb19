#pragma once

#include "sql/phrase.hpp"

#include <optional>
#include <string>

namespace sql {

/// ALTER TABLE `table` DETACH PARTITION `partition` CONCURRENTLY, names as written.
struct ConcurrentDetach {
  std::string table{};
  std::string partition{};
};

/// `phrase` stands behind ALTER TABLE. Nothing for any other ALTER TABLE.
std::optional<ConcurrentDetach> accept_concurrent_detach(Phrase& phrase);

}  // namespace sql
