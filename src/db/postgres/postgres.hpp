#pragma once

#include "db/driver.hpp"

namespace db::postgres {

const Driver& driver();

}  // namespace db::postgres
