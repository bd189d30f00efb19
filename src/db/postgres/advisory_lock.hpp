#pragma once

#include <cstdint>
#include <string>

namespace db::postgres {

/// What is said to the server about the migration lock, an advisory lock of the session.
class AdvisoryLock {
 public:
  AdvisoryLock() = default;
  explicit AdvisoryLock(const std::string& lock_name);

  /// Whether it was free and is ours now.
  [[nodiscard]] std::string take() const;
  /// Two columns: `held`, or `taken again` if it had been dropped; whether the session has other
  /// advisory locks. An error (lost_code) if somebody else was faster.
  [[nodiscard]] std::string keep() const;
  [[nodiscard]] std::string release() const;
  /// All other advisory locks of the session, each as often as there are rows in the answer.
  [[nodiscard]] std::string release_others() const;
  /// Who has it, for people.
  [[nodiscard]] std::string holder() const;

  static constexpr const char* lost_code = "22P02";

 private:
  [[nodiscard]] std::string key_columns() const;
  [[nodiscard]] std::string condition() const;

  std::int64_t key_{0};
};

}  // namespace db::postgres
