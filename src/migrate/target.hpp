#pragma once

#include "migrate/plan.hpp"
#include "migrate/version.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace migrate {

/// Whether a word can be a target for migrating: `head`, digits, `+N`.
bool is_target(const std::string& word);

/// The version that begins so, if there is just one; or why it can't be told.
std::variant<Version, Conflict> find_version(const Standing& standing, const std::string& word);

/// The number of `+N` or `-N`; nothing if it is too large for anything.
std::optional<std::size_t> count_in(const std::string& target);

/// The steps that lie within the target, or why it can't be met.
std::variant<std::vector<Line>, Conflict> within_target(const Standing& standing,
                                                        std::vector<Line> steps,
                                                        const std::string& target);

}  // namespace migrate
