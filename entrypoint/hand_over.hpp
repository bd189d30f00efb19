#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace entrypoint {

/// The application's environment: all of `environment` (which ends with a null) but MIGREXEC_* and
/// the names in `drop_env`, in order, ended with a null. Points into `environment`.
std::vector<char*> application_environment(char* const* environment,
                                           std::span<const std::string> drop_env);

/// Becomes `program`, in an environment that ends with a null. `restore_signals` is called last.
/// Throws base::Error with Exit::cannot_execute or Exit::command_not_found if the kernel refuses;
/// `notes` are then told.
[[noreturn]] void hand_over(const std::string& program, std::vector<std::string> argv,
                            const std::vector<char*>& environment,
                            const std::function<void()>& restore_signals,
                            std::vector<std::string> notes);

}  // namespace entrypoint
