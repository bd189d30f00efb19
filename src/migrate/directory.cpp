#include "migrate/directory.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "migrate/migration.hpp"
#include "migrate/survey.hpp"
#include "migrate/version.hpp"
#include "sql/dialect.hpp"

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
  unusable({.headline = "\"" + prefix + file + "\" is not named like a migration",
            .helps = {"name it <version>_<name>.up.sql, .down.sql or .sql, like "
                      "0001_create_users.up.sql; or move it out of the directory"}});
}

[[noreturn]] void duplicate(const Version& version, const std::string& first,
                            const std::string& second) {
  unusable({.headline = "two migrations have the version " + version.text(),
            .notes = {"\"" + first + "\"", "\"" + second + "\""},
            .helps = {"give one of them another version"}});
}

void place(std::map<Version, Migration>& migrations, const FileName& name,
           const std::string& path) {
  Migration& migration = migrations[Version(name.version)];
  const bool known = !migration.path.empty() || !migration.down_path.empty();
  if (known && migration.name != name.name)
    duplicate(Version(name.version), migration.path + migration.down_path, path);
  std::string& slot = name.kind == FileName::Kind::up ? migration.path : migration.down_path;
  if (!slot.empty()) duplicate(Version(name.version), slot, path);
  slot = path;
  migration.version = Version(name.version);
  migration.name = name.name;
}

void survey_all(Migration& migration, sql::Dialect dialect, Grouping grouping) {
  if (migration.path.empty())
    unusable({.headline = "\"" + migration.down_path + "\" has no up migration beside it",
              .helps = {"add the file that it undoes, or remove it"}});
  survey(migration, dialect, grouping);
  if (!migration.down_path.empty()) survey_down(migration.down_path, dialect, grouping);
}

}  // namespace

std::optional<FileName> parse_file_name(const std::string& file) {
  const auto digits = static_cast<std::size_t>(
      std::ranges::find_if_not(file, [](unsigned char c) { return std::isdigit(c) != 0; }) -
      file.begin());
  if (digits == 0 || digits >= file.size() || file[digits] != '_' || !file.ends_with(".sql"))
    return std::nullopt;
  std::string name = file.substr(digits + 1, file.size() - digits - 1 - 4);
  FileName::Kind kind = FileName::Kind::up;
  if (name.ends_with(".down")) kind = FileName::Kind::down;
  if (name.ends_with(".up") || kind == FileName::Kind::down) name.resize(name.rfind('.'));
  if (name.empty()) return std::nullopt;
  return FileName{.version = file.substr(0, digits), .name = std::move(name), .kind = kind};
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

std::vector<Migration> read_directory(const std::string& directory, sql::Dialect dialect,
                                      Grouping grouping) {
  std::map<Version, Migration> by_version;
  const std::string prefix = directory.ends_with('/') ? directory : directory + "/";
  for (const std::string& file : sql_files(directory))
    place(by_version, require_file_name(prefix, file), prefix + file);
  std::vector<Migration> migrations;
  migrations.reserve(by_version.size());
  for (auto& [version, migration] : by_version) {
    survey_all(migration, dialect, grouping);
    migrations.push_back(std::move(migration));
  }
  return migrations;
}

}  // namespace migrate
