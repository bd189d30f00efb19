#include "entrypoint/settings.hpp"
#include "unit/settings_world.hpp"
#include "unit/url_words.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using entrypoint::Settings;
using unit::Environment;
using unit::Folder;
using unit::has;

namespace {

Settings parse(const Environment::Variables& variables) {
  Environment environment(variables);
  return entrypoint::parse_settings({"migrate"}, environment.world());
}

std::string complaint(const Environment::Variables& variables) {
  return unit::complaint([&] { (void)parse(variables); });
}

std::string config_complaint(const std::string& text) {
  const Folder folder;
  const std::string path = folder.file("m.ini", text);
  const std::string words = complaint({{"MIGREXEC_CONFIG", path}});
  const std::size_t at = words.find("m.ini");
  return at == std::string::npos ? words : words.substr(at);
}

}  // namespace

TEST_CASE("secret files: one line end at the end is dropped") {
  const Folder folder;
  CHECK(parse({{"PGPASSWORD_FILE", folder.file("a", "s3cret\n")}}).password == "s3cret");
  CHECK(parse({{"PGPASSWORD_FILE", folder.file("b", "s3cret\r\n")}}).password == "s3cret");
  CHECK(parse({{"PGPASSWORD_FILE", folder.file("c", "s3cret\n\n")}}).password == "s3cret\n");
  CHECK(parse({{"PGPASSWORD_FILE", folder.file("d", "s3cret")}}).password == "s3cret");
}

TEST_CASE("secret files: every option may come from one") {
  const Folder folder;
  CHECK(parse({{"MIGREXEC_ROLE_FILE", folder.file("role", "owner\n")}}).role == "owner");
}

TEST_CASE("secret files: who may read them does not matter") {
  const Folder folder;
  const std::string path = folder.file("role", "owner\n");
  using std::filesystem::perms;
  std::filesystem::permissions(path, perms::owner_read | perms::group_read);
  CHECK(parse({{"MIGREXEC_ROLE_FILE", path}}).role == "owner");
}

TEST_CASE("secret files: a variable and its file exclude each other") {
  CHECK(complaint({{"PGPASSWORD", "a"}, {"PGPASSWORD_FILE", "b"}}) ==
        "78 both PGPASSWORD and PGPASSWORD_FILE are set\nhelp: unset one of them\n");
}

TEST_CASE("secret files: a missing file is named") {
  CHECK(complaint({{"DATABASE_URL_FILE", "/nowhere/url"}}) ==
        "78 DATABASE_URL_FILE: file \"/nowhere/url\" cannot be read: No such file or directory\n");
}

TEST_CASE("secret files: a URL in the place of a path is shown without its password") {
  CHECK(!has(complaint({{"DATABASE_URL_FILE", "postgres://a:s3cret@db"}}), "s3cret"));
  CHECK(!has(complaint({{"MIGREXEC_CONFIG", "postgres://a:s3cret@db"}}), "s3cret"));
}

TEST_CASE("secret files: a folder is no file") {
  const Folder folder;
  CHECK(has(complaint({{"PGPASSWORD_FILE", folder.path()}}), "cannot be read: Is a directory"));
}

TEST_CASE("secret files: an empty file is refused") {
  const Folder folder;
  CHECK(has(complaint({{"PGPASSWORD_FILE", folder.file("a", "")}}), "is empty"));
  CHECK(has(complaint({{"PGPASSWORD_FILE", folder.file("b", "\n")}}), "is empty"));
}

TEST_CASE("secret files: a NUL byte is refused") {
  const Folder folder;
  CHECK(has(complaint({{"PGPASSWORD_FILE", folder.file("a", std::string("s3\0cret", 7))}}),
            "has a NUL byte in it"));
}

TEST_CASE("secret files: more than 1 MiB is refused") {
  const Folder folder;
  const std::string path = folder.file("a", std::string((1024 * 1024) + 1, 'x'));
  CHECK(has(complaint({{"PGPASSWORD_FILE", path}}), "is larger than 1 MiB"));
}

TEST_CASE("secret files: a bad value from one is not shown") {
  const Folder folder;
  const std::string words = complaint({{"MIGREXEC_LOG_LEVEL_FILE", folder.file("a", "s3cret")}});
  CHECK(words.starts_with("78 MIGREXEC_LOG_LEVEL_FILE: the value is not known\n"));
  CHECK(!has(words, "s3cret"));
}

TEST_CASE("config file: comments, spaces and Windows line ends") {
  const Folder folder;
  const std::string path =
      folder.file("m.ini", "\xEF\xBB\xBF# one\r\n\r\n; two\r\n  role=owner  \r\ndry-run = true");
  const Settings settings = parse({{"MIGREXEC_CONFIG", path}});
  CHECK(settings.role == "owner");
  CHECK(settings.dry_run);
}

TEST_CASE("config file: an unknown key names its line and gets a suggestion") {
  CHECK(config_complaint("role = a\nwait-timout = 3m\n") ==
        "m.ini:2: unknown key \"wait-timout\"\nhelp: did you mean \"wait-timeout\"?\n");
}

TEST_CASE("config file: a URL without its key is not shown") {
  const std::string words = config_complaint("postgres://a:s3cret@db?sslmode=require\n");
  CHECK(words.starts_with("m.ini:1: unknown key\n"));
  CHECK(!has(words, "s3cret"));
}

TEST_CASE("config file: a key may stand only once") {
  CHECK(config_complaint("role = a\nrole = b\n").starts_with("m.ini:2: role is given twice"));
}

TEST_CASE("config file: a bad value names its line") {
  CHECK(config_complaint("\nwait-timeout = 5x\n")
            .starts_with("m.ini:2: wait-timeout: \"5x\" is not a duration"));
}

TEST_CASE("config file: what other INI files allow is refused") {
  CHECK(config_complaint("[migrexec]\n").starts_with("m.ini:1: a config file has no sections"));
  CHECK(
      config_complaint("role = a # b\n").starts_with("m.ini:1: role: a comment follows the value"));
  CHECK(config_complaint("role = \"a\"\n").starts_with("m.ini:1: role: the value is quoted"));
  CHECK(config_complaint("role =\n").starts_with("m.ini:1: role: the value is empty"));
  CHECK(config_complaint("role\n").starts_with("m.ini:1: there is no \"=\" in this line"));
  CHECK(config_complaint("config = b\n").starts_with("m.ini:1: unknown key \"config\""));
}

TEST_CASE("config file: a missing one is named") {
  CHECK(complaint({{"MIGREXEC_CONFIG", "/nowhere/m.ini"}}) ==
        "78 MIGREXEC_CONFIG: config file \"/nowhere/m.ini\" cannot be read: No such file or "
        "directory\n");
}

TEST_CASE("config file: its content in the place of its path is not shown") {
  const Folder folder;
  const std::string words =
      complaint({{"MIGREXEC_CONFIG_FILE", folder.file("m.ini", "database-url = s3cret")}});
  CHECK(
      words.starts_with("78 MIGREXEC_CONFIG_FILE: its content is not the path of a config file\n"));
  CHECK(!has(words, "s3cret"));
}
