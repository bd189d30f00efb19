#pragma once

#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/scratch.hpp"

#include <memory>

namespace db::sqlite {

/// As Driver::make_scratch.
std::unique_ptr<Scratch> make_scratch(const Target& target, const base::World& world);

}  // namespace db::sqlite
