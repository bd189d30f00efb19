#include "base/diagnostic.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"
#include "report_told.hpp"

#include <doctest/doctest.h>

#include <stdlib.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <system_error>
#include <variant>

namespace {

using base::Exit;
using report::write_termination_log;
using report_test::Recorder;

/// A folder that goes away with all that is in it.
class Folder {
 public:
  Folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "migrexec-XXXXXX";
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

TEST_CASE("termination log: one line of reason, then the diagnostic") {
  const Folder folder;
  Recorder recorder;
  const std::string path = folder.file("log");
  write_termination_log(path, Exit::migration_failed,
                        {.headline = "PostgreSQL refused 7.sql",
                         .place = base::Place{.file = "7.sql", .text = "x", .label = "l"},
                         .sqlstate = "42601"},
                        recorder);
  CHECK(base::read_file(path) ==
        "migrexec: PostgreSQL refused 7.sql (exit code 71)\n"
        "error: PostgreSQL refused 7.sql\n"
        "  --> 7.sql:1:1\n"
        "   |\n"
        " 1 | x\n"
        "   | ^ l\n"
        "   |\n"
        "   = note: SQLSTATE 42601\n");
  CHECK(recorder.events.empty());
}

TEST_CASE("termination log: the old content goes, the file stays") {
  const Folder folder;
  Recorder recorder;
  const std::string path = folder.file("log");
  std::ofstream(path) << std::string(9999, 'x');
  std::filesystem::create_hard_link(path, folder.file("mounted"));
  write_termination_log(path, Exit::usage, {.headline = "no"}, recorder);
  CHECK(base::read_file(folder.file("mounted")) == "migrexec: no (exit code 64)\nerror: no\n");
}

TEST_CASE("termination log: at most 4096 bytes") {
  const Folder folder;
  Recorder recorder;
  const std::string path = folder.file("log");
  write_termination_log(path, Exit::usage, {.headline = "no", .notes = {std::string(9999, 'x')}},
                        recorder);
  const std::string content = base::read_file(path);
  CHECK(content.size() == 4096);
  CHECK(content.ends_with("xxx..."));
}

TEST_CASE("termination log: the cut goes through no code point") {
  const Folder folder;
  Recorder recorder;
  const std::string path = folder.file("log");
  std::string elephants;
  for (int i = 0; i < 2000; ++i)
    elephants += "\U0001F418";
  write_termination_log(path, Exit::usage, {.headline = "no", .notes = {elephants}}, recorder);
  const std::string content = base::read_file(path);
  CHECK(content.size() > 4090);
  CHECK(content.size() <= 4096);
  CHECK(content.ends_with("\U0001F418..."));
}

TEST_CASE("termination log: exactly 4096 bytes are not cut") {
  const Folder folder;
  Recorder recorder;
  const std::string path = folder.file("log");
  const std::string frame = "migrexec: no (exit code 64)\nerror: no\n   = note: \n";
  const std::string note(4096 - frame.size(), 'x');
  write_termination_log(path, Exit::usage, {.headline = "no", .notes = {note}}, recorder);
  const std::string content = base::read_file(path);
  CHECK(content.size() == 4096);
  CHECK(content.ends_with("xxx\n"));
}

TEST_CASE("termination log: the reason is one line") {
  const Folder folder;
  Recorder recorder;
  const std::string path = folder.file("log");
  write_termination_log(path, Exit::usage, {.headline = "one\ntwo"}, recorder);
  CHECK(base::read_file(path).starts_with("migrexec: one two (exit code 64)\n"));
}

TEST_CASE("termination log: no path, no file") {
  Recorder recorder;
  write_termination_log("", Exit::usage, {.headline = "no"}, recorder);
  CHECK(recorder.events.empty());
}

TEST_CASE("termination log: a file that cannot be written is a warning") {
  const Folder folder;
  Recorder recorder;
  const std::string path = folder.file("missing/log");
  write_termination_log(path, Exit::usage, {.headline = "no"}, recorder);
  REQUIRE(recorder.events.size() == 1);
  CHECK(recorder.events[0] ==
        report::Event(report::Warned{{.headline = "cannot write the termination log \"" + path +
                                                  "\": No such file or directory",
                                      .helps = {"name another file: MIGREXEC_TERMINATION_LOG"}}}));
}

TEST_CASE("termination log: a full disk is a warning") {
  Recorder recorder;
  write_termination_log("/dev/full", Exit::usage, {.headline = "no"}, recorder);
  REQUIRE(recorder.events.size() == 1);
  CHECK(std::holds_alternative<report::Warned>(recorder.events[0]));
}

TEST_CASE("termination log: a pipe that nobody reads is a warning") {
  const Folder folder;
  Recorder recorder;
  const std::string path = folder.file("pipe");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  write_termination_log(path, Exit::usage, {.headline = "no"}, recorder);
  REQUIRE(recorder.events.size() == 1);
  CHECK(std::holds_alternative<report::Warned>(recorder.events[0]));
}

}  // namespace
