#pragma once

#include "base/world.hpp"
#include "db/session.hpp"

#include <sqlite3.h>

#include <optional>

namespace db::sqlite {

/// Stands by while a statement runs: rests while somebody else has the file, and ends what takes
/// too long or what a signal asks to end.
class Watch {
 public:
  explicit Watch(const base::World& world) : world_(world) {}
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() = default;

  /// A statement begins on `handle`. Must outlive the handle, or another start() on it.
  void start(sqlite3* handle, const Limits& limits);
  /// A little rest before the file is asked for again. False: patience is used up, the statement
  /// took too long, or a signal came.
  bool rest();
  /// Whether the statement took longer than it may.
  [[nodiscard]] bool overdue() const;

 private:
  static int on_busy(void* self, int count) noexcept;
  static int on_progress(void* self) noexcept;

  const base::World& world_;
  base::Moment give_up_{};
  std::optional<base::Moment> overdue_{};
  int rests_{0};
};

}  // namespace db::sqlite
