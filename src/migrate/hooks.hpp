#pragma once

#include "base/diagnostic.hpp"
#include "base/duration.hpp"
#include "base/world.hpp"
#include "process/run.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// When a hook runs. `each` is each migration.
enum class HookMoment { before_migrate, after_migrate, before_each, after_each, on_error };

/// A file of the user's that runs at its moment.
struct Hook {
  enum class Kind { program, sql };
  HookMoment moment{HookMoment::before_migrate};
  std::string path{};
  Kind kind{Kind::program};

  bool operator==(const Hook&) const = default;
};

/// `before-migrate`
std::string_view name_of(HookMoment moment);

/// The files of `hooks/` in a migrations directory, in the order of their moments, then of their
/// names: `before-migrate`, or that with an extension; executable, or `.sql`. Names that begin with
/// a dot are passed over. Throws Error with migrations_unusable for anything else.
std::vector<Hook> find_hooks(const std::string& migrations_directory);

/// What a program gets to know, and how long it may take.
struct HookCall {
  /// For its standard input: the plan as JSON.
  std::string input{};
  /// All of its environment, each `NAME=value`.
  std::vector<std::string> environment{};
  /// 0: for ever.
  base::Duration time_limit{};
};

/// Runs a hook of kind program; each line that it writes goes to `on_line`. Throws Stopped.
process::Ending run_hook(const Hook& hook, const HookCall& call, const base::World& world,
                         const process::OnLine& on_line);

/// Why the hook did not pass.
base::Diagnostic hook_failure(const Hook& hook, const process::Ending& ending,
                              base::Duration time_limit);

}  // namespace migrate
