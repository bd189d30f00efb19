#include "entrypoint/app.hpp"

#include "entrypoint/app_columns.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/settings_options.hpp"
#include "unit/url_words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <ostream>  // IWYU pragma: keep
#include <string>

using entrypoint::find_command;
using entrypoint::two_columns;
using unit::has;

namespace {

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    widest = std::max(widest, entrypoint::width(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return widest;
}

}  // namespace

TEST_CASE("app: a command is found by its name and its aliases") {
  REQUIRE(find_command("migrate") != nullptr);
  CHECK(find_command("up") == find_command("migrate"));
  CHECK(find_command("upgrade") == find_command("migrate"));
  CHECK(find_command("migrat") == nullptr);
}

TEST_CASE("app: the help names every command") {
  const std::string text = entrypoint::help_text();
  for (const entrypoint::Command& command : entrypoint::commands())
    CHECK_MESSAGE(has(text, "\n  " + std::string(command.name)), command.name);
}

TEST_CASE("app: the help of a command names its own options and the common ones") {
  const std::string text = entrypoint::help_text(*find_command("migrate"));
  CHECK(has(text, "--dry-run"));
  CHECK(has(text, "--wait-timeout DURATION"));
  CHECK(!has(text, "--exit-code"));
  CHECK(has(text, "\n  migrexec migrate +1\n"));
}

TEST_CASE("app: a help takes at most 80 columns") {
  CHECK(widest_line(entrypoint::help_text()) <= 80);
  for (const entrypoint::Command& command : entrypoint::commands())
    CHECK_MESSAGE(widest_line(entrypoint::help_text(command)) <= 80, command.name);
}

TEST_CASE("app: what some commands take, at least one command takes") {
  for (const entrypoint::Option& option : entrypoint::options())
    CHECK_MESSAGE(std::ranges::any_of(
                      entrypoint::commands(),
                      [&](const auto& command) { return entrypoint::takes(command, option); }),
                  option.name);
}

TEST_CASE("app: what a command takes is an option") {
  for (const entrypoint::Command& command : entrypoint::commands()) {
    for (const std::string_view name : command.options)
      CHECK_MESSAGE(entrypoint::find_option(name) != nullptr, name);
  }
}

TEST_CASE("columns: the right one is broken into words") {
  const std::string many(70, 'x');
  CHECK(two_columns("--a", "one two", 8) == "  --a   one two\n");
  CHECK(two_columns("--a", "one " + many + " two", 8) ==
        "  --a   one\n        " + many + "\n        two\n");
}

TEST_CASE("columns: a long left one has a line of its own") {
  CHECK(two_columns("--long", "one", 8) == "  --long\n        one\n");
}

TEST_CASE("columns: width counts code points") {
  CHECK(entrypoint::width("a\xC3\xA9z") == 3);
}
