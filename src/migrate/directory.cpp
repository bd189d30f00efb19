#include "migrate/directory.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "migrate/migration.hpp"
#include "migrate/survey.hpp"
#include "migrate/version.hpp"
#include "sql/directives.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
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

std::vector<std::string> sql_files(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code ignored;
    if (entry->path().extension() == ".sql" && !entry->is_directory(ignored))
      files.push_back(entry->path().filename().string());
  }
  if (error)
    unusable({.headline = "cannot read the directory \"" + directory + "\": " + error.message()});
  std::ranges::sort(files);
  return files;
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

std::size_t count_digits(const std::string& file, std::size_t from) {
  const auto* begin = file.data() + from;
  const auto* end = file.data() + file.size();
  return static_cast<std::size_t>(
      std::find_if_not(begin, end, [](unsigned char c) { return std::isdigit(c) != 0; }) - begin);
}

/// What stands between `from` and `.sql`.
std::string name_in(const std::string& file, std::size_t from) {
  return file.size() > from + 4 ? file.substr(from, file.size() - from - 4) : "";
}

std::optional<FileName> versioned(const std::string& file) {
  const std::size_t digits = count_digits(file, 0);
  if (digits == 0 || digits >= file.size() || file[digits] != '_') return std::nullopt;
  FileName name{.version = file.substr(0, digits), .name = name_in(file, digits + 1)};
  if (name.name.ends_with(".down")) name.way = FileName::Way::down;
  if (name.name.ends_with(".up") || name.way == FileName::Way::down)
    name.name.resize(name.name.rfind('.'));
  return name;
}

std::optional<FileName> baseline(const std::string& file) {
  const std::size_t digits = count_digits(file, 1);
  if (digits == 0 || file.compare(digits + 1, 2, "__") != 0) return std::nullopt;
  return FileName{
      .kind = Kind::baseline, .version = file.substr(1, digits), .name = name_in(file, digits + 3)};
}

}  // namespace

std::optional<FileName> parse_file_name(const std::string& file) {
  if (!file.ends_with(".sql")) return std::nullopt;
  std::optional<FileName> name;
  if (file.starts_with("R__")) {
    name = FileName{.kind = Kind::repeatable, .name = name_in(file, 3)};
  } else {
    name = file.starts_with('B') ? baseline(file) : versioned(file);
  }
  if (!name || name->name.empty()) return std::nullopt;
  // Only what has a version of its own can be undone.
  const bool has_way = name->name.ends_with(".down") || name->name.ends_with(".up");
  if (name->kind != Kind::versioned && has_way) return std::nullopt;
  return name;
}

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
