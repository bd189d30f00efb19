#include "entrypoint/settings.hpp"
#include "unit/settings_world.hpp"
#include "unit/url_words.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using entrypoint::Settings;
using unit::Environment;
using unit::Folder;
using unit::has;

namespace {

using Words = std::vector<std::string>;

Settings parse(const Words& words, const Environment::Variables& variables) {
  Environment environment(variables);
  return entrypoint::parse_settings(words, environment.world());
}

std::string complaint(const Words& words, const Environment::Variables& variables) {
  return unit::complaint([&] { (void)parse(words, variables); });
}

std::string path_of(const Settings& settings) {
  return entrypoint::require_database_url(settings).path;
}

/// Every place that may hold a URL.
const Environment::Variables& everywhere() {
  static const Environment::Variables variables{{"MIGREXEC_DATABASE_URL", "sqlite:migrexec"},
                                                {"DATABASE_URL", "sqlite:plain"},
                                                {"DB_URL", "sqlite:named"}};
  return variables;
}

}  // namespace

TEST_CASE("database url: the command line counts most") {
  const Settings settings = parse({"migrate", "--database-url", "sqlite:given"}, everywhere());
  CHECK(path_of(settings) == "given");
  CHECK(settings.database_url_origin == "--database-url");
}

TEST_CASE("database url: a variable that the command line names") {
  const Settings settings = parse({"migrate", "--database-url-from", "DB_URL"}, everywhere());
  CHECK(path_of(settings) == "named");
  CHECK(settings.database_url_origin == "DB_URL");
}

TEST_CASE("database url: the variable of ours counts more than the common one") {
  CHECK(parse({"migrate"}, everywhere()).database_url_origin == "MIGREXEC_DATABASE_URL");
  CHECK(parse({"migrate"}, {{"DATABASE_URL", "sqlite:x"}}).database_url_origin == "DATABASE_URL");
}

TEST_CASE("database url: the config file counts least") {
  const Folder folder;
  const std::string path = folder.file("m.ini", "database-url = sqlite:config\n");
  CHECK(path_of(parse({"migrate", "--config", path}, {})) == "config");
  CHECK(path_of(parse({"migrate", "--config", path}, everywhere())) == "migrexec");
}

TEST_CASE("database url: a variable that another variable names") {
  CHECK(parse({"migrate"}, {{"MIGREXEC_DATABASE_URL_FROM", "DB_URL"}, {"DB_URL", "sqlite:x"}})
            .database_url_origin == "DB_URL");
}

TEST_CASE("database url: the file of a named variable") {
  const Folder folder;
  const Settings settings = parse({"migrate", "--database-url-from", "DB_URL"},
                                  {{"DB_URL_FILE", folder.file("url", "sqlite:x\n")}});
  CHECK(path_of(settings) == "x");
  CHECK(settings.database_url_origin == "DB_URL_FILE");
}

TEST_CASE("database url: a URL and a name on one level exclude each other") {
  CHECK(complaint({"migrate", "--database-url", "sqlite:x", "--database-url-from", "X"}, {})
            .starts_with("64 both --database-url and --database-url-from are given"));
  CHECK(
      complaint({"migrate"}, {{"MIGREXEC_DATABASE_URL", "x"}, {"MIGREXEC_DATABASE_URL_FROM", "X"}})
          .starts_with("78 both MIGREXEC_DATABASE_URL and MIGREXEC_DATABASE_URL_FROM are given"));
}

TEST_CASE("database url: a named variable must be set") {
  CHECK(complaint({"migrate", "--database-url-from", "DB_URL"}, {{"DB_URL", ""}}) ==
        "78 --database-url-from: variable \"DB_URL\" is not set or is empty\n"
        "help: set DB_URL or DB_URL_FILE\n");
}

TEST_CASE("database url: a URL in the place of a name is not shown") {
  const std::string words =
      complaint({"migrate", "--database-url-from", "postgres://a:s3cret@db"}, {});
  CHECK(words.starts_with("78 --database-url-from: this is not the name of a variable"));
  CHECK(!has(words, "s3cret"));
}

TEST_CASE("database url: a bad one is refused at once, with its origin") {
  CHECK(complaint({"status"}, {{"DATABASE_URL", "mysql://a:s3cret@db"}})
            .starts_with("78 the database URL of DATABASE_URL is not usable: scheme \"mysql\" is "
                         "not supported\nhelp: write postgresql://"));
}

TEST_CASE("database url: white space around it is refused without showing it") {
  const std::string words = complaint({"status"}, {{"DATABASE_URL", "postgres://a:s3cret@db "}});
  CHECK(has(words, "there is white space around it"));
  CHECK(!has(words, "s3cret"));
}

TEST_CASE("database url: none is fine until a command needs it") {
  const Settings settings = parse({"migrate"}, {});
  CHECK(!settings.database_url);
  const std::string words = unit::complaint([&] { (void)require_database_url(settings); });
  CHECK(words.starts_with("78 there is no database URL\n"));
  CHECK(has(words, "DATABASE_URL_FILE"));
}
