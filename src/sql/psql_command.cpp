#include "sql/psql_command.hpp"

#include "sql/bytes.hpp"
#include "sql/text_error.hpp"
#include "sql/window.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sql {
namespace {

/// A command, and what helps.
using Cure = std::pair<std::string_view, std::string_view>;

constexpr std::string_view include = "put the statements into this file";
constexpr std::string_view connect = "leave the line out: the database URL says where to connect";
constexpr std::string_view plain = "write it out as plain SQL: there are no variables and branches";
constexpr std::string_view leave_out = "leave the line out: it has no effect on the database";

constexpr auto cures = std::to_array<Cure>({
    {"copy", "use COPY ... FROM stdin, with the data in this file"},
    {";", "end the statement with a semicolon alone"},
    {"g", "end the statement with a semicolon"},
    {"i", include},
    {"ir", include},
    {"include", include},
    {"include_relative", include},
    {"c", connect},
    {"connect", connect},
    {"set", plain},
    {"unset", plain},
    {"gset", plain},
    {"gexec", plain},
    {"if", plain},
    {"elif", plain},
    {"else", plain},
    {"endif", plain},
    {"echo", leave_out},
    {"qecho", leave_out},
    {"timing", leave_out},
    {"pset", leave_out},
    {"x", leave_out},
    {"restrict", leave_out},
    {"unrestrict", leave_out},
});

/// Longer words are no commands, only text that a backslash went astray in.
constexpr std::size_t longest_name = 32;

std::string name_at(Window& window) {
  std::string name;
  for (std::size_t ahead = 0; ahead < longest_name; ++ahead) {
    const int next = window.peek(ahead);
    const char byte = static_cast<char>(next);
    if (next == Window::end_of_text || blanks.has(byte) || byte == '\\') break;
    if (byte == ';' && ahead > 0) break;
    name += byte;
  }
  return name;
}

[[noreturn]] void refuse(const std::string& name, std::size_t backslash) {
  if (name == ".")
    throw TextError(R"("\." ends no COPY)", backslash,
                    "leave the line out, or put COPY ... FROM stdin; before the data");
  const auto* const cure = std::ranges::find(cures, name, &Cure::first);
  if (cure == cures.end())
    throw TextError("\\" + name + " is no SQL", backslash,
                    "only SQL can be applied: leave the line out");
  throw TextError("\\" + name + " is a psql command", backslash, std::string(cure->second));
}

}  // namespace

void pass_over_psql_command(Window& window, std::size_t backslash) {
  const std::string name = name_at(window);
  if (name != "restrict" && name != "unrestrict") refuse_psql_command(window, backslash);
  window.advance_to('\n');
}

void refuse_psql_command(Window& window, std::size_t backslash) {
  refuse(name_at(window), backslash);
}

}  // namespace sql
