#pragma once

#include "report/account.hpp"

#include <string>

namespace report {

/// The members of the account's JSON object, from `"event"` on, and the closing brace: the
/// reporter's pattern puts the time and the level in front. Bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string json_members(const Account& account);

}  // namespace report
