#include "entrypoint/command.hpp"
#include "entrypoint/completion_script.hpp"
#include "entrypoint/completion_words.hpp"
#include "entrypoint/manual.hpp"
#include "entrypoint/settings_options.hpp"
#include "unit/url_words.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>

using entrypoint::Follows;
using unit::has;

TEST_CASE("completion: what follows an option is read from its argument") {
  CHECK(entrypoint::follows({.name = "a"}) == Follows::nothing);
  CHECK(entrypoint::follows({.name = "a", .argument = "NAME"}) == Follows::anything);
  CHECK(entrypoint::follows({.name = "a", .argument = "DIR"}) == Follows::folder);
  CHECK(entrypoint::follows({.name = "a", .argument = "FILE"}) == Follows::file);
  CHECK(entrypoint::follows({.name = "a", .argument = "x|y"}) == Follows::words);
  CHECK(entrypoint::joined(entrypoint::words_of({.name = "a", .argument = "x|y|z"}), ",") ==
        "x,y,z");
}

TEST_CASE("completion: words are quoted for shells") {
  CHECK(entrypoint::quoted("it's") == "'it'\\''s'");
  CHECK(entrypoint::escaped("a[b]:c", "[]:") == "a\\[b\\]\\:c");
}

TEST_CASE("completion: every script names every command, its other words and every option") {
  for (const std::string_view shell : entrypoint::completion_shells()) {
    const std::string script = entrypoint::completion_script(shell);
    for (const entrypoint::Command& command : entrypoint::commands()) {
      for (const std::string& word : entrypoint::spellings(command))
        CHECK_MESSAGE(has(script, word), shell, word);
    }
    for (const entrypoint::Option& option : entrypoint::options())
      CHECK_MESSAGE(has(script, std::string(option.name)), shell, option.name);
  }
}

TEST_CASE("manual: it names every command, option and exit code") {
  const std::string page = entrypoint::manual_page();
  for (const entrypoint::Command& command : entrypoint::commands())
    CHECK_MESSAGE(has(page, "\n.SS " + std::string(command.name)), command.name);
  for (const entrypoint::Option& option : entrypoint::options())
    CHECK_MESSAGE(has(page, entrypoint::variable_of(option)), option.name);
  CHECK(has(page, "\\fB72\\fR\na migration outside a transaction stopped half\\-way\n"));
}

TEST_CASE("manual: no line of text is taken for a request") {
  const std::string page = entrypoint::manual_page();
  std::string odd;
  for (std::size_t at = page.find("\n."); at != std::string::npos; at = page.find("\n.", at + 1)) {
    const std::string request = page.substr(at + 2, page.find_first_of(" \n", at + 2) - at - 2);
    if (!has(" TH SH SS TP PP RS RE B br nf fi ", " " + request + " ")) odd += request + "\n";
  }
  CHECK(odd.empty());
}
