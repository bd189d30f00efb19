#pragma once

#include <string_view>

namespace db::sqlite {

/// The symbol that SQLite's documentation has for a result code; empty if we don't know it.
std::string_view name_of_code(int extended_code);

}  // namespace db::sqlite
