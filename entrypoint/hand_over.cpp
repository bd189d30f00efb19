#include "entrypoint/hand_over.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
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

std::vector<std::string> helps_for(int error) {
  if (error == ENOENT)
    return {"the file is there, but its loader is not: it was built for another C library"};
  if (error == E2BIG) return {"arguments and environment are too large together"};
  if (error == ENOEXEC) return {"it was built for another processor or system"};
  return {};
}

[[noreturn]] void refuse(const std::string& program, int error) {
  const bool gone = error == ENOENT && ::access(program.c_str(), F_OK) != 0;
  throw base::Error(
      gone ? base::Exit::command_not_found : base::Exit::cannot_execute,
      {.headline = "cannot execute \"" + program + "\": " + std::generic_category().message(error),
       .notes = gone ? std::vector<std::string>{} : helps_for(error)});
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
               const std::vector<std::string>& drop_env, char* const* environment,
               const std::function<void()>& restore_signals) {
  const std::vector<char*> arguments = pointers(argv);
  const std::vector<char*> variables = application_environment(environment, drop_env);
  restore_signals();
  ::execve(program.c_str(), arguments.data(), variables.data());
  refuse(program, errno);
}

}  // namespace entrypoint
