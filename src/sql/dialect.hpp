#pragma once

namespace sql {

enum class Dialect { postgresql, sqlite };

}  // namespace sql
