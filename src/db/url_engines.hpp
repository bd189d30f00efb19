#pragma once

#include "db/url.hpp"

#include <string_view>

namespace db {

/// What follows `postgresql://`. Throws UrlError.
Url parse_postgresql_url(std::string_view rest);

/// What follows `sqlite:`. Throws UrlError.
Url parse_sqlite_url(std::string_view rest);

}  // namespace db
