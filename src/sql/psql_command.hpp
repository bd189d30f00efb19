#pragma once

#include "sql/window.hpp"

#include <cstddef>

namespace sql {

/// A psql command that pg_dump writes and that means nothing to us (\restrict, \unrestrict) is
/// passed over to the end of its line. For any other: throws TextError at `backslash`. The cursor
/// stands behind the backslash.
void pass_over_psql_command(Window& window, std::size_t backslash);

/// Throws TextError at `backslash`, whatever the command.
[[noreturn]] void refuse_psql_command(Window& window, std::size_t backslash);

}  // namespace sql
