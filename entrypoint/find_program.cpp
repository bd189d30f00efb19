#include "entrypoint/find_program.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/permission.hpp"
#include "base/world.hpp"
#include "entrypoint/find_program_content.hpp"
#include "entrypoint/scrub.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace entrypoint {
namespace {

using base::Exit;

constexpr std::string_view not_marked = "it is not marked as executable";
constexpr std::string_view not_ours = "we may not execute it";
constexpr std::string_view a_folder = "it is a folder";
constexpr std::string_view no_file = "it is not a file";

[[noreturn]] void refuse(Exit exit, const std::string& word, const std::string& what,
                         std::vector<std::string> notes, std::vector<std::string> helps) {
  throw base::Error(exit, {.headline = "command \"" + public_word(word) + "\" " + what,
                           .notes = std::move(notes),
                           .helps = std::move(helps)});
}

/// What lets us execute the file that `problem` keeps us from.
std::vector<std::string> way_round(const std::string& problem, const std::string& path) {
  const std::string shown = '"' + public_word(path) + '"';
  if (problem == not_marked) return {"chmod +x " + shown + " if it is a program"};
  if (problem == not_ours) return {base::let_us("execute it: chmod a+rx " + shown)};
  if (problem == a_folder || problem == no_file)
    return {"name a program: migrexec run -- /app/server"};
  return {};
}

/// What keeps us from executing the file, nothing if we may. Asks as the kernel will: with the
/// effective user.
std::string obstacle(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::generic_category().message(errno);
  if (S_ISDIR(status.st_mode)) return std::string(a_folder);
  if (!S_ISREG(status.st_mode)) return std::string(no_file);
  if (::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) == 0) return {};
  const bool marked = (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
  return std::string(marked ? not_ours : not_marked);
}

bool exists(const std::string& path) {
  return ::access(path.c_str(), F_OK) == 0;
}

std::string join(std::string_view folder, const std::string& word) {
  if (folder.empty()) return word;  // an empty element of PATH is the current folder
  std::string path(folder);
  if (!path.ends_with('/')) path += '/';
  return path += word;
}

std::vector<std::string> candidates(const std::string& word, std::string_view path) {
  std::vector<std::string> all;
  for (;;) {
    const std::size_t end = std::min(path.find(':'), path.size());
    all.push_back(join(path.substr(0, end), word));
    if (end == path.size()) return all;
    path.remove_prefix(end + 1);
  }
}

std::string find_in_path(const std::string& word, const std::string& path,
                         const std::string& way_on) {
  std::vector<std::string> passed;
  for (const std::string& candidate : candidates(word, path)) {
    const std::string problem = obstacle(candidate);
    if (problem.empty()) return candidate;
    if (exists(candidate)) passed.emplace_back(candidate).append(": ").append(problem);
  }
  passed.push_back("PATH is " + path);
  const bool found = passed.size() > 1;
  if (found) refuse(Exit::cannot_execute, word, "cannot be executed", std::move(passed), {});
  refuse(Exit::command_not_found, word, "was not found in PATH", std::move(passed), {way_on});
}

std::string take_as_is(const std::string& word) {
  const std::string problem = obstacle(word);
  if (problem.empty()) return word;
  const bool found = exists(word) || errno == EACCES;
  if (!found) refuse(Exit::command_not_found, word, "was not found", {}, {});
  refuse(Exit::cannot_execute, word, "cannot be executed: " + problem, {},
         way_round(problem, word));
}

std::string locate(const std::string& word, const base::World& world, const std::string& way_on) {
  // With no PATH the folders that execvp of musl takes; glibc's are among them.
  const std::string path = world.getenv("PATH").value_or("/usr/local/bin:/bin:/usr/bin");
  if (word.empty())
    refuse(Exit::command_not_found, word, "was not found: its name is empty", {},
           {"a variable behind \"--\" may be empty"});
  return word.find('/') == std::string::npos ? find_in_path(word, path, way_on) : take_as_is(word);
}

}  // namespace

std::string find_program(const std::string& word, const base::World& world,
                         const std::string& way_on) {
  const std::string program = locate(word, world, way_on);
  const Refusal refusal = kernel_refusal(program);
  if (!refusal.what.empty())
    throw base::Error(Exit::cannot_execute, {.headline = "command \"" + public_word(word) +
                                                         "\" cannot be executed: " + refusal.what,
                                             .notes = {"the file is " + program},
                                             .helps = refusal.helps});
  return program;
}

}  // namespace entrypoint
