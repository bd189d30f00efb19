#pragma once

#include "db/driver.hpp"

#include <memory>

namespace db::sqlite {

/// As Driver::open.
std::unique_ptr<Session> open(const Target& target, const base::World& world,
                              base::Duration patience);

}  // namespace db::sqlite
