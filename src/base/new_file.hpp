#pragma once

#include <string>
#include <string_view>

namespace base {

/// Writes a file that must not be there yet. Throws Error: migrations_unusable if it is there,
/// refused without the right to, io otherwise; nothing is left behind then.
void create_file(const std::string& path, std::string_view text);

/// Puts a file in the place of another one, or of none: whoever reads it finds the old text or the
/// new one, after a crash too. Throws Error as create_file() does; the old one is there still.
void replace_file(const std::string& path, std::string_view text);

/// What became of files and folders of this folder survives a crash, if the file system can.
void sync_folder(const std::string& folder) noexcept;

}  // namespace base
