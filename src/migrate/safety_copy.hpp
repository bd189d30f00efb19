#pragma once

#include "migrate/version.hpp"
#include "migrate/workshop.hpp"

namespace migrate {

/// Copies the database before the first step, if the job asks for it. `current` is null if nothing
/// is applied. Throws Error with io if there is no verified copy in the end.
void copy_database(const Workshop& shop, const Version* current);

}  // namespace migrate
