#pragma once

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/world.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace unit {

/// Time that stands still.
class FrozenClock : public base::Clock {
 public:
  [[nodiscard]] base::Moment now() const override { return {}; }
  [[nodiscard]] std::chrono::system_clock::time_point wall() const override { return {}; }
  void sleep(base::Duration /*duration*/, int /*wake_fd*/) override {}
};

/// Nobody asks to stop.
class NoStop : public base::Stop {
 public:
  [[nodiscard]] int signal() const override { return 0; }
  [[nodiscard]] int fd() const override { return -1; }
};

/// A world of nothing but an environment.
class Environment {
 public:
  using Variables = std::map<std::string, std::string>;

  explicit Environment(Variables variables = {}) : variables_(std::move(variables)) {}

  [[nodiscard]] base::World world() {
    return {.clock = clock_,
            .stop = stop_,
            .chance = [] { return 0.5; },
            .getenv = [this](const std::string& name) { return find(name); }};
  }

 private:
  [[nodiscard]] std::optional<std::string> find(const std::string& name) const {
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::nullopt : std::optional(found->second);
  }

  Variables variables_;
  FrozenClock clock_;
  NoStop stop_;
};

/// A folder that is gone afterwards.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "migrexec-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] std::string path(const std::string& name = {}) const { return path_ + '/' + name; }

  /// Writes a file, tells its path.
  [[nodiscard]] std::string file(const std::string& name, std::string_view content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }

  [[nodiscard]] std::string program(const std::string& name, std::string_view content) const {
    std::filesystem::permissions(file(name, content), std::filesystem::perms::owner_all);
    return path(name);
  }

 private:
  std::string path_;
};

/// What an act threw, as text: exit code, headline, notes and helps on lines of their own.
inline std::string complaint(const std::function<void()>& act) {
  try {
    act();
  } catch (const base::Error& error) {
    std::string text = std::to_string(static_cast<int>(error.exit())) + ' ';
    text += error.diagnostic().headline + '\n';
    for (const std::string& note : error.diagnostic().notes)
      text += "note: " + note + '\n';
    for (const std::string& help : error.diagnostic().helps)
      text += "help: " + help + '\n';
    return text;
  }
  return "nothing was thrown";
}

}  // namespace unit
