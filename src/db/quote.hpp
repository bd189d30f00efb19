#pragma once

#include <string>
#include <string_view>

namespace db {

/// An identifier in double quotes, as both databases read it.
std::string quote_identifier(std::string_view name);

/// A string literal, as both databases read it (standard_conforming_strings on).
std::string quote_literal(std::string_view text);

}  // namespace db
