#include "entrypoint/hand_over.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "entrypoint/find_program_content.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace entrypoint {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  all.reserve(words.size() + 1);
  for (std::string& word : words)
    all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

bool stays(std::string_view variable, std::span<const std::string> drop_env) {
  const std::string_view name = variable.substr(0, variable.find('='));
  return !name.starts_with("MIGREXEC_") && std::ranges::find(drop_env, name) == drop_env.end();
}

/// As Docker names what we run on.
std::string platform() {
  utsname system{};
  ::uname(&system);
  const std::string machine = static_cast<const char*>(system.machine);
  if (machine == "x86_64") return "linux/amd64";
  if (machine == "aarch64") return "linux/arm64";
  return "linux/" + machine;
}

void explain_loader(base::Diagnostic& diagnostic, const std::string& interpreter) {
  const std::string file = interpreter.empty() ? "the file" : '"' + interpreter + '"';
  diagnostic.notes.push_back(file +
                             " is there, but its loader is not: it was built for another "
                             "C library");
  diagnostic.helps.emplace_back("build it in the image that it runs in, or link it statically");
}

void explain_format(base::Diagnostic& diagnostic, const std::string& interpreter) {
  if (!interpreter.empty()) {
    diagnostic.notes.push_back("the kernel cannot execute its interpreter \"" + interpreter + "\"");
    diagnostic.helps.emplace_back("name a program for this processor in the first line");
    return;
  }
  diagnostic.notes.emplace_back("it was built for another processor or system");
  diagnostic.helps.push_back("build the image for this processor: docker build --platform " +
                             platform());
}

void explain(base::Diagnostic& diagnostic, const std::string& program, int error) {
  if (error == ENOENT) explain_loader(diagnostic, interpreter_of(program));
  if (error == ENOEXEC) explain_format(diagnostic, interpreter_of(program));
  if (error == E2BIG)
    diagnostic.notes.emplace_back("arguments and environment are too large together");
}

[[noreturn]] void refuse(const std::string& program, int error, std::vector<std::string> notes) {
  const bool gone = error == ENOENT && ::access(program.c_str(), F_OK) != 0;
  base::Diagnostic diagnostic{
      .headline = "cannot execute \"" + program + "\": " + std::generic_category().message(error),
      .notes = std::move(notes)};
  if (!gone) explain(diagnostic, program, error);
  throw base::Error(gone ? base::Exit::command_not_found : base::Exit::cannot_execute,
                    std::move(diagnostic));
}

}  // namespace

std::vector<char*> application_environment(char* const* environment,
                                           std::span<const std::string> drop_env) {
  std::vector<char*> kept;
  for (; *environment != nullptr; ++environment) {
    if (stays(*environment, drop_env)) kept.push_back(*environment);
  }
  kept.push_back(nullptr);
  return kept;
}

void hand_over(const std::string& program, std::vector<std::string> argv,
               const std::vector<char*>& environment, const std::function<void()>& restore_signals,
               std::vector<std::string> notes) {
  const std::vector<char*> arguments = pointers(argv);
  restore_signals();
  ::execve(program.c_str(), arguments.data(), environment.data());
  refuse(program, errno, std::move(notes));
}

}  // namespace entrypoint
