#pragma once

#include "base/world.hpp"
#include "db/error.hpp"
#include "db/url.hpp"
#include "report/reporter.hpp"
#include "wait/readiness.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace wait {

/// Counts tries and time, tells what changes, and decides when enough is enough.
class Vigil {
 public:
  Vigil(const db::Url& url, const Patience& patience, const base::World& world,
        report::Reporter& reporter);

  /// Until the time is up; a day if it never is. At least a moment: one try is always made.
  [[nodiscard]] base::Duration left() const;
  [[nodiscard]] bool seen_failure() const { return tries_ > 0; }

  /// Throws Error if no further try makes sense.
  void failed(const db::ConnectFailure& failure);
  void succeeded();

 private:
  [[nodiscard]] base::Duration elapsed() const;
  [[nodiscard]] std::optional<base::Duration> allowed() const;
  [[nodiscard]] bool out_of_grace() const;
  [[nodiscard]] bool out_of_time() const;
  void judge(const db::ConnectFailure& failure);
  void begin_grace();
  void tell();
  [[noreturn]] void refuse() const;
  [[noreturn]] void give_up() const;

  std::string database_;
  db::Engine engine_;
  Patience patience_;
  const base::World& world_;
  report::Reporter& reporter_;
  base::Moment begin_;
  std::size_t tries_{0};
  db::ConnectFailure last_{};
  std::string told_reason_{};
  base::Moment told_at_{};
  std::optional<base::Moment> grace_begin_{};
  /// Since then.
  std::size_t same_tries_{0};
};

}  // namespace wait
