#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace db::sqlite {

/// `<file>.<UTC time>.<version or base>.bak`, in the folder. A second later if that is taken.
std::string backup_path(const std::string& database, const std::string& folder,
                        const std::string& version, std::chrono::system_clock::time_point now);

/// The paths of a database file's copies in the folder, newest first. Only names as above are its.
std::vector<std::string> backups_of(const std::string& database, const std::string& folder);

}  // namespace db::sqlite
