#include "migrate/directory.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "migrate/file_name.hpp"
#include "migrate/migration.hpp"
#include "migrate/survey.hpp"
#include "migrate/version.hpp"
#include "sql/directives.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace migrate {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void no_directory(const std::string& headline, std::vector<std::string> helps) {
  throw base::Error(base::Exit::no_migrations_directory,
                    {.headline = headline, .helps = std::move(helps)});
}

[[noreturn]] void unusable(base::Diagnostic diagnostic) {
  throw base::Error(base::Exit::migrations_unusable, std::move(diagnostic));
}

FileName require_file_name(const std::string& prefix, const std::string& file) {
  const auto name = parse_file_name(file);
  if (name) return *name;
  unusable(
      {.headline = "\"" + prefix + file + "\" is not named like a migration",
       .helps = {"name it <version>_<name>.up.sql, .down.sql or .sql, like "
                 "0001_create_users.up.sql; R__<name>.sql for what is repeated; or move it out "
                 "of the directory"}});
}

[[noreturn]] void duplicate(const Version& version, const std::string& first,
                            const std::string& second) {
  unusable({.headline = "two migrations have the version " + version.text(),
            .notes = {"\"" + first + "\"", "\"" + second + "\""},
            .helps = {"give one of them another version"}});
}

/// The order of the migrations, and what makes two of them the same.
struct Rank {
  bool repeatable{false};
  Version version{};
  bool versioned{true};
  /// Of a repeatable.
  std::string name{};

  auto operator<=>(const Rank&) const = default;
};

Rank rank_of(const FileName& name) {
  const bool repeatable = name.kind == Kind::repeatable;
  return {.repeatable = repeatable,
          .version = Version(name.version),
          .versioned = name.kind == Kind::versioned,
          .name = repeatable ? name.name : ""};
}

void place(std::map<Rank, Migration>& migrations, const FileName& name, const std::string& path) {
  const auto [slot, is_new] = migrations.try_emplace(rank_of(name));
  Migration& migration = slot->second;
  const bool up = name.way == FileName::Way::up;
  const bool taken = up ? !migration.up.path.empty() : migration.down.has_value();
  if (!is_new && (taken || migration.name != name.name)) {
    const bool beside_down = migration.down && (migration.up.path.empty() || (taken && !up));
    duplicate(Version(name.version), beside_down ? migration.down->path : migration.up.path, path);
  }
  migration.kind = name.kind;
  migration.version = Version(name.version);
  migration.name = name.name;
  if (up) {
    migration.up.path = path;
  } else {
    migration.down = Script{.path = path};
  }
}

void survey_all(Migration& migration, const Rules& rules) {
  if (migration.up.path.empty() && migration.down)
    unusable({.headline = "\"" + migration.down->path + "\" has no up migration beside it",
              .helps = {"add the file that it undoes, or remove it"}});
  const sql::Directives header = survey(migration.up, rules);
  if (header.compatible_from) migration.compatible_from = Version(*header.compatible_from);
  if (migration.down) survey(*migration.down, rules);
}

}  // namespace

std::string find_directory(const std::string& asked_for) {
  std::error_code ignored;
  if (!asked_for.empty()) {
    if (fs::is_directory(asked_for, ignored)) return asked_for;
    if (fs::exists(asked_for, ignored))
      no_directory("\"" + asked_for + "\" is not a directory", {"give --migrations a directory"});
    no_directory("the migrations directory \"" + asked_for + "\" does not exist",
                 {"check --migrations, MIGREXEC_MIGRATIONS and what is mounted or copied there"});
  }
  for (const char* usual : {"./migrations", "/migrations"}) {
    if (fs::is_directory(usual, ignored)) return usual;
  }
  no_directory(R"(no migrations directory: neither "./migrations" nor "/migrations" exists)",
               {"name it with --migrations DIR or MIGREXEC_MIGRATIONS"});
}

std::vector<Migration> read_directory(const std::string& directory, const Rules& rules) {
  std::map<Rank, Migration> by_rank;
  const std::string prefix = directory.ends_with('/') ? directory : directory + "/";
  for (const std::string& file : sql_files(directory))
    place(by_rank, require_file_name(prefix, file), prefix + file);
  std::vector<Migration> migrations;
  migrations.reserve(by_rank.size());
  while (!by_rank.empty()) {
    // Node by node, so that ten thousand of them are not there twice.
    Migration migration = std::move(by_rank.extract(by_rank.begin()).mapped());
    survey_all(migration, rules);
    migrations.push_back(std::move(migration));
  }
  return migrations;
}

}  // namespace migrate
