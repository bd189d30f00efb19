#include "entrypoint/find_program.hpp"

#include "unit/settings_world.hpp"
#include "unit/url_words.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>

using unit::Environment;
using unit::Folder;
using unit::has;

namespace {

constexpr const char* script = "#!/bin/sh\nexit 0\n";

std::string find(const std::string& word, const std::string& path) {
  Environment environment({{"PATH", path}});
  return entrypoint::find_program(word, environment.world());
}

std::string complaint(const std::string& word, const std::string& path) {
  return unit::complaint([&] { (void)find(word, path); });
}

}  // namespace

TEST_CASE("find program: the first executable file of its name in PATH") {
  const Folder first;
  const Folder second;
  (void)first.file("app", script);
  const std::string program = second.program("app", script);
  CHECK(find("app", "/nowhere:" + first.path() + ':' + second.path()) == program);
}

TEST_CASE("find program: a word with a slash is taken as it is") {
  const Folder folder;
  const std::string program = folder.program("app", script);
  CHECK(find(program, "/nowhere") == program);
}

TEST_CASE("find program: without PATH the usual folders are searched") {
  Environment environment;
  CHECK(has(entrypoint::find_program("sh", environment.world()), "bin/sh"));
}

TEST_CASE("find program: a typo is 127 and tells PATH") {
  CHECK(complaint("gunicron", "/nowhere") ==
        "127 command \"gunicron\" was not found in PATH\nnote: PATH is /nowhere\n"
        "help: correct its name, or write its whole path: migrexec run -- /app/server\n");
  CHECK(complaint("/nowhere/app", "").starts_with("127 command \"/nowhere/app\" was not found\n"));
  CHECK(complaint("", "/bin").starts_with("127 command \"\" was not found"));
}

TEST_CASE("find program: a file that is not executable is 126") {
  const Folder folder;
  const std::string path = folder.file("app", script);
  CHECK(complaint(path, "").starts_with("126 command \"" + path +
                                        "\" cannot be executed: it is not marked as executable"));
  const std::string words = complaint("app", folder.path());
  CHECK(words.starts_with("126 command \"app\" cannot be executed\nnote: "));
  CHECK(has(words, "it is not marked as executable"));
}

TEST_CASE("find program: a folder is 126") {
  CHECK(complaint("/", "").starts_with("126 command \"/\" cannot be executed: it is a folder"));
}

TEST_CASE("find program: an empty file is 126") {
  const Folder folder;
  CHECK(has(complaint(folder.program("app", ""), ""), "cannot be executed: it is an empty file"));
}

TEST_CASE("find program: a text without its interpreter is 126") {
  const Folder folder;
  const std::string words = complaint(folder.program("app", "echo hello\n"), "");
  CHECK(words.starts_with("126 "));
  CHECK(has(words, "it is a text without \"#!\""));
}

TEST_CASE("find program: an interpreter that does not exist is named") {
  const Folder folder;
  const std::string words = complaint(folder.program("app", "#! /nowhere/python3 -u\n"), "");
  CHECK(words.starts_with("126 "));
  CHECK(has(words, "its interpreter \"/nowhere/python3\" does not exist"));
}

TEST_CASE("find program: a carriage return in the first line is told") {
  const Folder folder;
  const std::string words = complaint(folder.program("app", "#!/bin/sh\r\nexit 0\r\n"), "");
  CHECK(has(words, "its first line ends with a carriage return, so \"/bin/sh\" is not found"));
}

TEST_CASE("find program: a first line without an interpreter") {
  const Folder folder;
  CHECK(has(complaint(folder.program("app", "#!\n"), ""), "its first line names no interpreter"));
}

TEST_CASE("find program: binaries of any kind are left to the kernel") {
  const Folder folder;
  const std::string program = folder.program("app", std::string("\x01\x02\0\x03", 4));
  CHECK(find(program, "") == program);
}
