#include "migrate/new_migration.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/new_file.hpp"
#include "base/utc.hpp"
#include "base/utf8.hpp"
#include "migrate/file_name.hpp"
#include "migrate/version.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace migrate {
namespace {

/// File systems allow 255 bytes; version and endings need some.
constexpr std::size_t longest_slug = 200;

[[noreturn]] void unfit(const std::string& headline, std::string help) {
  throw base::Error(base::Exit::usage, {.headline = headline, .helps = {std::move(help)}});
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

bool is_utf8(const std::string& text) {
  base::Utf8Checker checker;
  return !checker.add(text) && !checker.finish();
}

std::string without_spaces_around(const std::string& text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

/// The newest version of the files, none if no file has one.
Version newest(std::span<const std::string> files) {
  Version version;
  for (const std::string& file : files) {
    const auto name = parse_file_name(file);
    if (!name || name->version.empty()) continue;
    const Version its(name->version);
    if (version.text().empty() || its > version) version = its;
  }
  return version;
}

std::string up_text(const std::string& name) {
  return "-- " + name +
         "\n--\n-- Runs in one transaction, together with its record in the history.\n\n";
}

std::string down_text(const std::string& up_file) {
  return "-- Undoes " + up_file + ".\n\n";
}

}  // namespace

Version next_version(std::span<const std::string> files, std::chrono::system_clock::time_point now,
                     Numbering numbering) {
  const Version last = newest(files);
  if (numbering == Numbering::sequential)
    return last.text().empty() ? Version("0001") : last.successor();
  const Version version(base::utc_digits(now));
  return last.text().empty() || last < version ? version : last.successor();
}

std::string slug_of(const std::string& name) {
  std::string slug = without_spaces_around(name);
  if (slug.empty()) unfit("the migration needs a name", "migrexec create add_users");
  if (slug.find('/') != std::string::npos)
    unfit("a migration's name can't hold a slash: \"" + name + "\"",
          "name the folder with --migrations DIR");
  if (std::ranges::any_of(slug, is_control) || !is_utf8(slug))
    unfit("a migration's name must be one line of text", "migrexec create add_users");
  if (slug.size() > longest_slug)
    unfit("a migration's name can't be longer than " + std::to_string(longest_slug) + " bytes",
          "shorten it, and write the rest into the file");
  std::ranges::replace(slug, ' ', '_');
  return slug;
}

std::vector<std::string> create_migration(const std::string& directory,
                                          std::span<const std::string> files,
                                          const NewMigration& wanted) {
  const std::string slug = slug_of(wanted.name);
  const Version version = next_version(files, wanted.now, wanted.numbering);
  const std::string label = version.text() + "_" + slug;
  const std::filesystem::path folder(directory);
  const std::string up = (folder / (label + ".up.sql")).string();
  base::create_file(up, up_text(wanted.name));
  if (wanted.down == DownFile::no) return {up};
  const std::string down = (folder / (label + ".down.sql")).string();
  try {
    base::create_file(down, down_text(label + ".up.sql"));
  } catch (const base::Error&) {
    ::unlink(up.c_str());
    throw;
  }
  return {up, down};
}

}  // namespace migrate
