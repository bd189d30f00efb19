#pragma once

#include "report/event.hpp"
#include "report/reporter.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace report {

/// `0007_orders`; the version alone if there is no name.
[[nodiscard]] std::string name_of(const Name& migration);

/// `10 s so far, 9 min left`.
[[nodiscard]] std::string progress(base::Duration elapsed, std::optional<base::Duration> remaining);

/// `12 migrations are applied`.
[[nodiscard]] std::string migrations_are_applied(std::size_t count);

/// `SIGTERM`.
[[nodiscard]] std::string signal_name(int signal);

[[nodiscard]] Level level_of(ServerNotice::Severity severity);

}  // namespace report
