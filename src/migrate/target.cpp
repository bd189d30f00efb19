#include "migrate/target.hpp"

#include "base/exit.hpp"
#include "migrate/plan.hpp"
#include "migrate/standing.hpp"
#include "migrate/version.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

namespace migrate {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

Conflict no_target(const std::string& headline, std::vector<std::string> notes) {
  return {.exit = base::Exit::migrations_unusable,
          .diagnostic = {
              .headline = headline, .notes = std::move(notes), .helps = {"see: migrexec status"}}};
}

std::variant<std::vector<Line>, Conflict> next_steps(std::vector<Line> steps,
                                                     const std::string& target) {
  const auto count = count_in(target);
  if (!count || *count > steps.size())
    return no_target("\"" + target + "\" asks for more migrations than are pending",
                     {std::to_string(steps.size()) + " pending"});
  steps.resize(*count);
  return steps;
}

}  // namespace

std::optional<std::size_t> count_in(const std::string& target) {
  std::size_t count = 0;
  const auto [end, error] =
      std::from_chars(target.data() + 1, target.data() + target.size(), count);
  return error == std::errc() ? std::optional(count) : std::nullopt;
}

std::variant<Version, Conflict> find_version(const Standing& standing, const std::string& word) {
  std::vector<Version> begun_so;
  for (const Line& line : standing.lines) {
    if (line.version() == Version(word)) return line.version();
    if (line.version().text().starts_with(word)) begun_so.push_back(line.version());
  }
  if (begun_so.size() == 1) return begun_so.front();
  if (begun_so.empty()) return no_target("there is no migration with the version " + word, {});
  return no_target(
      "several versions begin with " + word,
      {begun_so[0].text() + ", " + begun_so[1].text() + (begun_so.size() > 2 ? " ..." : "")});
}

bool is_target(const std::string& word) {
  return word == "head" || is_digits(word) || (word.starts_with('+') && is_digits(word.substr(1)));
}

std::variant<std::vector<Line>, Conflict> within_target(const Standing& standing,
                                                        std::vector<Line> steps,
                                                        const std::string& target) {
  if (target.empty() || target == "head") return steps;
  if (target.starts_with('+')) return next_steps(std::move(steps), target);
  auto found = find_version(standing, target);
  if (auto* conflict = std::get_if<Conflict>(&found)) return *conflict;
  std::erase_if(steps, [&](const Line& line) { return std::get<Version>(found) < line.version(); });
  return steps;
}

}  // namespace migrate
