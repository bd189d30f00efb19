#include "entrypoint/commands/target_word.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "entrypoint/scrub.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/amend.hpp"
#include "migrate/rollback.hpp"
#include "migrate/target.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace entrypoint {
namespace {

struct Words {
  bool (*fits)(const std::string& word);
  const char* help;
};

const Words& words_for(Purpose purpose) {
  static constexpr std::array<Words, 3> words{{
      {.fits = migrate::is_target,
       .help = "a target is a version (or its beginning), +N or head: migrexec migrate +1"},
      {.fits = migrate::is_down_target,
       .help = "a target is a version (or its beginning), -N or base: migrexec down -1"},
      {.fits = migrate::is_stamp_target,
       .help = "a target is a version (or its beginning), head or base: migrexec stamp head"},
  }};
  return words.at(static_cast<std::size_t>(purpose));
}

[[noreturn]] void usage(const std::string& headline, std::vector<std::string> helps) {
  throw base::Error(base::Exit::usage, {.headline = headline, .helps = std::move(helps)});
}

[[noreturn]] void no_target(const std::string& target, const Settings& settings, const char* help) {
  std::vector<std::string> helps;
  if (target.find("://") != std::string::npos)
    helps.emplace_back("write --database-url before a URL");
  helps.emplace_back(help);
  usage("\"" + public_word(target) + "\" is no target for " + settings.command, std::move(helps));
}

}  // namespace

std::string target_of(const Settings& settings, Purpose purpose) {
  const Words& words = words_for(purpose);
  const std::size_t given = settings.words.size() + (settings.to.empty() ? 0 : 1);
  if (given > 1) usage("more than one target was given", {words.help});
  const std::string target = settings.words.empty() ? settings.to : settings.words.front();
  if (!target.empty() && !words.fits(target)) no_target(target, settings, words.help);
  return target;
}

std::string only_word(const Settings& settings, const std::string& what,
                      const std::string& example) {
  if (settings.words.size() == 1) return settings.words.front();
  const std::string headline = settings.words.empty()
                                   ? settings.command + " needs " + what
                                   : settings.command + " takes one word, " + what;
  usage(headline, {"write: migrexec " + example});
}

}  // namespace entrypoint
