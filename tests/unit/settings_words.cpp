#include "entrypoint/settings.hpp"
#include "unit/settings_world.hpp"
#include "unit/url_words.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using entrypoint::Settings;
using unit::has;

namespace {

using Words = std::vector<std::string>;

Settings parse(const Words& words) {
  unit::Environment environment;
  return entrypoint::parse_settings(words, environment.world());
}

std::string complaint(const Words& words) {
  return unit::complaint([&] { (void)parse(words); });
}

}  // namespace

TEST_CASE("settings: two dashes alone mean run") {
  const Settings settings = parse({"--role", "owner", "--", "gunicorn", "--role", "--", "app"});
  CHECK(settings.command == "run");
  CHECK(settings.role == "owner");
  CHECK(settings.application == Words{"gunicorn", "--role", "--", "app"});
}

TEST_CASE("settings: run may be said") {
  CHECK(parse({"run", "--", "gunicorn"}).application == Words{"gunicorn"});
}

TEST_CASE("settings: options stand before or after the command") {
  CHECK(parse({"--role", "owner", "migrate"}).role == "owner");
  CHECK(parse({"migrate", "--role=owner"}).role == "owner");
}

TEST_CASE("settings: an alias is its command") {
  CHECK(parse({"upgrade", "head"}).command == "migrate");
}

TEST_CASE("settings: relative targets are words and values") {
  CHECK(parse({"migrate", "+2"}).words == Words{"+2"});
  CHECK(parse({"migrate", "-1"}).words == Words{"-1"});
  CHECK(parse({"migrate", "--to", "-1"}).to == "-1");
}

TEST_CASE("settings: a switch takes no value") {
  CHECK(parse({"migrate", "--dry-run"}).dry_run);
  CHECK(complaint({"migrate", "--dry-run=true"})
            .starts_with("64 option \"--dry-run\" takes no value"));
}

TEST_CASE("settings: abbreviations are refused, but understood") {
  CHECK(complaint({"migrate", "--migr=x"}) ==
        "64 unknown option \"--migr\"\nhelp: did you mean \"--migrations\"?\n");
}

TEST_CASE("settings: of an unknown option the value is not shown") {
  const std::string words = complaint({"migrate", "--databse-url=postgres://a:s3cret@db"});
  CHECK(words == "64 unknown option \"--databse-url\"\nhelp: did you mean \"--database-url\"?\n");
}

TEST_CASE("settings: one dash makes an unknown option, too") {
  CHECK(complaint({"migrate", "-migrations"}) ==
        "64 unknown option \"-migrations\"\nhelp: did you mean \"--migrations\"?\n");
}

TEST_CASE("settings: a value without an option") {
  CHECK(complaint({"migrate", "--=x"}).starts_with("64 unknown option \"--\"\n"));
}

TEST_CASE("settings: an option without a value") {
  const std::string expected = "64 option \"--role\" has no value\nhelp: write --role NAME\n";
  CHECK(complaint({"migrate", "--role"}) == expected);
  CHECK(complaint({"migrate", "--role="}) == expected);
  CHECK(complaint({"migrate", "--role", "--log-level", "debug"}) == expected);
}

TEST_CASE("settings: an option may stand only once") {
  CHECK(complaint({"migrate", "--role", "a", "--role", "b"})
            .starts_with("64 option \"--role\" is given twice"));
}

TEST_CASE("settings: drop-env may be repeated") {
  CHECK(parse({"--drop-env", "A", "--drop-env", "B,C", "--", "app"}).drop_env ==
        Words{"A", "B", "C"});
}

TEST_CASE("settings: an option of another command says whose it is") {
  const std::string words = complaint({"status", "--dry-run"});
  CHECK(words.starts_with("64 command \"status\" does not take \"--dry-run\"\n"));
  CHECK(has(words, "help: these commands take it: "));
  CHECK(has(words, "migrate"));
}

TEST_CASE("settings: an unknown command gets a suggestion and the list") {
  const std::string words = complaint({"migrat"});
  CHECK(words.starts_with("64 unknown command \"migrat\"\nnote: the commands are: run, "));
  CHECK(has(words, "help: did you mean \"migrate\"?\n"));
}

TEST_CASE("settings: an application without two dashes is told about them") {
  CHECK(has(complaint({"gunicorn", "--workers", "4"}), "migrexec -- gunicorn"));
  CHECK(has(complaint({"run", "gunicorn"}), "migrexec run -- gunicorn"));
}

TEST_CASE("settings: a URL in the command's place is shown without its password") {
  const std::string words = complaint({"postgres://app:s3cret@db"});
  CHECK(has(words, "postgres://app:***@db"));
  CHECK(!has(words, "s3cret"));
}

TEST_CASE("settings: of two mistakes the first one is told") {
  CHECK(complaint({"--wait-timout", "5m", "--", "app"}).starts_with("64 unknown option"));
}

TEST_CASE("settings: run without an application") {
  CHECK(complaint({"run"}).starts_with("64 run has no COMMAND to hand over to"));
  CHECK(complaint({"--"}).starts_with("64 run has no COMMAND to hand over to"));
}

TEST_CASE("settings: only run has an application") {
  CHECK(complaint({"status", "--", "app"})
            .starts_with("64 command \"status\" takes no words after \"--\""));
}

TEST_CASE("settings: no words at all") {
  CHECK(complaint({}).starts_with("64 there is no command\n"));
  CHECK(complaint({"--role", "owner"}).starts_with("64 there is no command\n"));
}

TEST_CASE("settings: help is understood anywhere before two dashes") {
  CHECK(parse({"migrate", "--role", "--help"}).help);
  CHECK(parse({"-h", "migrate"}).command == "migrate");
  CHECK(parse({"help", "up"}).command == "migrate");
  CHECK(parse({"--help"}).command.empty());
  CHECK(!parse({"--", "app", "--help"}).help);
}

TEST_CASE("settings: version is understood anywhere before two dashes") {
  CHECK(parse({"migrate", "--version"}).version);
  CHECK(!parse({"--", "app", "--version"}).version);
}
