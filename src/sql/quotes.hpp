#pragma once

#include "sql/token.hpp"
#include "sql/window.hpp"

namespace sql {

/// The cursor stands at an opening quote; a doubled closing quote is part of the content. Gives
/// `kind`, or unterminated.
Token::Kind scan_quoted(Window& window, char closing, Token::Kind kind);

}  // namespace sql
