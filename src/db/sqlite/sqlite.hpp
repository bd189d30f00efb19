#pragma once

#include "db/driver.hpp"

namespace db::sqlite {

const Driver& driver();

}  // namespace db::sqlite
