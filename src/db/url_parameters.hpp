#pragma once

#include <span>
#include <string>
#include <string_view>

namespace db {

/// The names that libpq 15 to 17 knows, and `ssl` of asyncpg and JDBC.
std::span<const std::string> parameter_names();

/// Whether the decoded name is one of them.
bool is_parameter(std::string_view name);

/// Whether the decoded name, in any case, is that of a secret.
bool is_secret_parameter(std::string_view name);

/// The words that libpq takes as this parameter's value; empty if it takes any.
std::span<const std::string> allowed_values(std::string_view name);

}  // namespace db
