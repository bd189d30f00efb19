#pragma once

#include "migrate/plan.hpp"

#include <string>
#include <variant>
#include <vector>

namespace migrate {

/// Whether a word can be a target at all: `head`, digits, `+N`.
bool is_target(const std::string& word);

/// The steps that lie within the target, or why it can't be met.
std::variant<std::vector<Line>, Conflict> within_target(const Standing& standing,
                                                        std::vector<Line> steps,
                                                        const std::string& target);

}  // namespace migrate
