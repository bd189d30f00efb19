#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/suggest.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/completion_script.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entrypoint {
namespace {

constexpr std::array<std::string_view, 3> shells{"bash", "zsh", "fish"};

[[noreturn]] void refuse(const std::string& headline, std::vector<std::string> helps) {
  helps.emplace_back("write: migrexec completion bash (or zsh, fish)");
  throw base::Error(base::Exit::usage, {.headline = headline, .helps = std::move(helps)});
}

std::string require_shell(const std::vector<std::string>& words) {
  if (words.size() != 1) refuse("completion needs the name of one shell", {});
  const std::string& word = words.front();
  if (std::ranges::find(shells, word) != shells.end()) return word;
  const std::vector<std::string> known(shells.begin(), shells.end());
  const auto meant = base::nearest(word, known);
  refuse("there is no completion for the shell \"" + word + "\"",
         meant ? std::vector{"did you mean \"" + *meant + "\"?"} : std::vector<std::string>{});
}

}  // namespace

std::span<const std::string_view> completion_shells() {
  return shells;
}

std::string completion_script(std::string_view shell) {
  if (shell == "bash") return bash_completion();
  return shell == "zsh" ? zsh_completion() : fish_completion();
}

base::Exit completion(const Context& context) {
  print(completion_script(require_shell(context.settings.words)));
  return base::Exit::ok;
}

}  // namespace entrypoint
