#pragma once

#include "base/world.hpp"
#include "db/backup.hpp"
#include "db/driver.hpp"

#include <string>

namespace db::sqlite {

/// As Driver::backup.
Backup backup(const Target& target, const BackupOrder& order, const base::World& world);

/// As Driver::restore.
void restore(const std::string& copy, const Target& target, const base::World& world);

}  // namespace db::sqlite
