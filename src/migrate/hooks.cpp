#include "migrate/hooks.hpp"

#include "base/diagnostic.hpp"
#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/permission.hpp"
#include "base/suggest.hpp"
#include "base/world.hpp"
#include "process/run.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

namespace migrate {
namespace {

namespace fs = std::filesystem;

/// In the order of HookMoment.
constexpr std::array<std::string_view, 5> names{"before-migrate", "after-migrate", "before-each",
                                                "after-each", "on-error"};

[[noreturn]] void unusable(base::Diagnostic diagnostic) {
  throw base::Error(base::Exit::migrations_unusable, std::move(diagnostic));
}

std::string help_for(std::string_view word) {
  const std::vector<std::string> known(names.begin(), names.end());
  if (const auto meant = base::nearest(word, known)) return "did you mean \"" + *meant + "\"?";
  std::string list(names.front());
  for (std::size_t i = 1; i < names.size(); ++i)
    list.append(i + 1 < names.size() ? ", " : " or ").append(names.at(i));
  return "name it " + list + ", with or without an extension; or move it out of the directory";
}

HookMoment moment_of(const std::string& file, const std::string& path) {
  const std::string_view word = std::string_view(file).substr(0, file.find('.'));
  const auto* const found = std::ranges::find(names, word);
  if (found == names.end())
    unusable({.headline = "\"" + path + "\" is not named like a hook", .helps = {help_for(word)}});
  return static_cast<HookMoment>(found - names.begin());
}

Hook hook_of(const fs::directory_entry& entry) {
  const std::string path = entry.path().string();
  const HookMoment moment = moment_of(entry.path().filename().string(), path);
  std::error_code ignored;
  if (!entry.is_regular_file(ignored))
    unusable({.headline = "the hook \"" + path + "\" is not a file",
              .helps = {"put a program or a .sql file in its place"}});
  if (entry.path().extension() == ".sql")
    return {.moment = moment, .path = path, .kind = Hook::Kind::sql};
  if (::access(path.c_str(), X_OK) != 0)
    unusable({.headline = "the hook \"" + path + "\" is not executable",
              .helps = {"chmod +x \"" + path + "\""}});
  return {.moment = moment, .path = path, .kind = Hook::Kind::program};
}

std::string start_help(const std::error_code& error, const std::string& path) {
  if (error == std::errc::executable_format_error)
    return R"(begin a script with the program that runs it: #!/bin/sh)";
  if (error == std::errc::no_such_file_or_directory)
    return "look at the first line of the script: is the program it names in this image?";
  return "see whether this starts it: \"" + path + "\" </dev/null";
}

std::vector<std::string> signal_helps(int signal) {
  if (signal != SIGKILL) return {};
  return {"often the kernel ends so what needs too much memory: raise the memory limit"};
}

}  // namespace

std::string_view name_of(HookMoment moment) {
  return names.at(static_cast<std::size_t>(moment));
}

std::vector<Hook> find_hooks(const std::string& migrations_directory) {
  const fs::path folder = fs::path(migrations_directory) / "hooks";
  std::vector<Hook> hooks;
  std::error_code error;
  if (fs::status(folder, error).type() == fs::file_type::not_found) return hooks;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->path().filename().string().starts_with('.')) hooks.push_back(hook_of(*entry));
  }
  if (error) {
    base::Diagnostic diagnostic{.headline = "cannot read the hooks in \"" + folder.string() +
                                            "\": " + error.message()};
    if (error == std::errc::permission_denied)
      diagnostic.helps.push_back(base::way_into(folder.string()));
    unusable(std::move(diagnostic));
  }
  std::ranges::sort(hooks, {}, [](const Hook& hook) { return std::tie(hook.moment, hook.path); });
  return hooks;
}

process::Ending run_hook(const Hook& hook, const HookCall& call, const base::World& world,
                         const process::OnLine& on_line) {
  return process::run({.program = hook.path,
                       .environment = call.environment,
                       .input = call.input,
                       .time_limit = call.time_limit},
                      world, on_line);
}

base::Diagnostic hook_failure(const Hook& hook, const process::Ending& ending,
                              base::Duration time_limit) {
  const std::string subject = "the hook \"" + hook.path + "\" ";
  if (ending.not_started)
    return {.headline = subject + "could not be started: " + ending.not_started.message(),
            .helps = {start_help(ending.not_started, hook.path)}};
  if (ending.timed_out)
    return {.headline = subject + "took longer than " + base::to_text(time_limit),
            .notes = {"it was ended, with all that it had started"},
            .helps = {"raise --hook-timeout"}};
  if (ending.signal != 0)
    return {.headline = subject + "was ended by signal " + std::to_string(ending.signal),
            .helps = signal_helps(ending.signal)};
  return {.headline = subject + "exited with status " + std::to_string(ending.status)};
}

}  // namespace migrate
