#pragma once

#include <optional>
#include <string>

namespace differential {

/// What our splitter and PostgreSQL's own scanner (through libpg_query) disagree about in `text`;
/// empty if nothing. Nothing at all if the two can't be compared:
/// - psql commands and COPY data, which no scanner of the server ever sees;
/// - BEGIN ATOMIC, which libpg_query cuts at each semicolon, unlike psql and the server;
/// - a parenthesis too many or too few, after which libpg_query finds no more statements;
/// - a string that goes on behind a line comment (E'a' -- b, then 'c' on the next line): the server
///   takes the two for one string, to libpg_query comments are tokens that end it;
/// - vertical tabs, white space only since PostgreSQL 16;
/// - what libpg_query refuses for another reason than a missing end (a number with letters behind
///   it, a bad escape ...), since we leave that to the server;
/// - a byte order mark, which is a word to the server;
/// - NUL, which ends a text for libpg_query.
/// Statements without any keyword are unknown to libpg_query, and are left out.
std::optional<std::string> disagreement(const std::string& text);

}  // namespace differential
