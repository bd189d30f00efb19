#pragma once

#include "base/world.hpp"
#include "entrypoint/settings_command_line.hpp"
#include "entrypoint/settings_config_file.hpp"
#include "entrypoint/settings_options.hpp"
#include "entrypoint/settings_values.hpp"

#include <optional>
#include <string>

namespace entrypoint {

/// The value of `variable`, or the content of the file that `variable`_FILE names. An empty
/// variable counts as unset. Throws base::Error with Exit::configuration.
std::optional<Value> find_in_environment(const std::string& variable, const base::World& world);

/// What the command line says; several values of a list are joined.
std::optional<Value> find_on_command_line(const Option& option, const CommandLine& line);

/// All places where a value may stand.
struct Sources {
  const CommandLine& line;
  const base::World& world;
  const ConfigFile& config;

  /// Command line, then environment, then config file.
  [[nodiscard]] std::optional<Value> find(const Option& option) const;
};

}  // namespace entrypoint
