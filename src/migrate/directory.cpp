#include "migrate/directory.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "migrate/file_name.hpp"
#include "migrate/migration.hpp"
#include "migrate/survey.hpp"
#include "migrate/version.hpp"
#include "sql/directives.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
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

/// A file, and what its name says.
struct Named {
  Kind kind{Kind::versioned};
  Version version{};
  std::string name{};
  FileName::Way way{FileName::Way::up};
  std::string path{};

  /// Files of the same rank are one migration; the ranks are in the order of the migrations.
  [[nodiscard]] auto rank() const {
    const bool repeatable = kind == Kind::repeatable;
    return std::tuple<bool, const Version&, bool, std::string_view>(
        repeatable, version, kind == Kind::versioned,
        repeatable ? std::string_view(name) : std::string_view());
  }
};

std::vector<Named> named_files(const std::string& directory) {
  const std::string prefix = directory.ends_with('/') ? directory : directory + "/";
  const std::vector<std::string> files = sql_files(directory);
  std::vector<Named> all;
  all.reserve(files.size());
  for (const std::string& file : files) {
    FileName name = require_file_name(prefix, file);
    all.push_back({.kind = name.kind,
                   .version = Version(std::move(name.version)),
                   .name = std::move(name.name),
                   .way = name.way,
                   .path = prefix + file});
  }
  // Most folders are in this order by the alphabet.
  if (!std::ranges::is_sorted(all, {}, &Named::rank))
    std::ranges::stable_sort(all, {}, &Named::rank);
  return all;
}

/// The migration that these files are, which have the same rank.
Migration assemble(std::span<Named> files, const Rules& rules) {
  Named& first = files.front();
  Named* up = nullptr;
  Named* down = nullptr;
  for (Named& file : files) {
    Named*& same_way = file.way == FileName::Way::up ? up : down;
    if (same_way != nullptr || file.name != first.name)
      duplicate(file.version, (same_way != nullptr ? *same_way : first).path, file.path);
    same_way = &file;
  }
  if (up == nullptr)
    unusable({.headline = "\"" + down->path + "\" has no up migration beside it",
              .helps = {"add the file that it undoes, or remove it"}});
  Migration migration{.kind = first.kind,
                      .version = std::move(first.version),
                      .name = std::move(first.name),
                      .up = {.path = std::move(up->path)}};
  const sql::Directives header = survey(migration.up, rules);
  if (header.compatible_from) migration.compatible_from = Version(*header.compatible_from);
  if (down != nullptr) {
    Script script{.path = std::move(down->path)};
    survey(script, rules);
    migration.down = std::make_shared<const Script>(std::move(script));
  }
  return migration;
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
  std::vector<Named> files = named_files(directory);
  std::vector<Migration> migrations;
  migrations.reserve(files.size());
  for (auto first = files.begin(); first != files.end();) {
    const auto end = std::find_if(std::next(first), files.end(),
                                  [&](const Named& file) { return file.rank() != first->rank(); });
    migrations.push_back(assemble({first, end}, rules));
    first = end;
  }
  return migrations;
}

}  // namespace migrate
