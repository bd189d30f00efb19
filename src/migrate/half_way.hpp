#pragma once

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "db/error.hpp"
#include "migrate/history.hpp"
#include "migrate/plan.hpp"
#include "migrate/workshop.hpp"

#include <cstddef>

namespace migrate {

/// A script outside a transaction stopped at the statement after its progress; what is known of the
/// failure gets the notes and the ways on.
base::Error stopped_half_way(const Workshop& shop, const Step& step, const Progress& progress,
                             const db::SqlFailure& failure, base::Diagnostic diagnostic);

/// The statements that are recorded as done are not those of the script.
base::Error differs_where_done(const Step& step, std::size_t done);

}  // namespace migrate
