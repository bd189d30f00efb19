#pragma once

#include "entrypoint/settings_options.hpp"
#include "entrypoint/settings_values.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entrypoint {

/// Lines `option = value`; `#` and `;` begin a comment line.
class ConfigFile {
 public:
  ConfigFile() = default;
  /// `name` is how messages call the file. Throws base::Error with Exit::configuration.
  ConfigFile(std::string_view text, const std::string& name);

  [[nodiscard]] std::optional<Value> find(const Option& option) const;

 private:
  void add(std::string_view line, const std::string& origin);

  std::vector<std::pair<const Option*, Value>> entries_;
};

/// The value of a key in a text that may be wrong elsewhere; empty if there is none. Throws nothing
/// of ours.
std::string find_leniently(std::string_view text, std::string_view key);

/// Throws as the constructor does, also if the file cannot be read.
ConfigFile read_config_file(const Value& path);

}  // namespace entrypoint
