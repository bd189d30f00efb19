#pragma once

#include <string>

namespace entrypoint {

/// The manual page, in the language of man: of the same tables as the help.
std::string manual_page();

}  // namespace entrypoint
