#pragma once

#include "base/diagnostic.hpp"
#include "base/duration.hpp"
#include "base/exit.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace report {

/// A migration, as people know it.
struct Name {
  /// Empty for a repeatable; `B0007` for a baseline.
  std::string version{};
  std::string name{};

  bool operator==(const Name&) const = default;
};

/// The database is not ready: told at the first failure, at each change of reason and every 10 s.
struct Waiting {
  std::string database{};
  std::string reason{};
  std::string sqlstate{};
  base::Duration elapsed{};
  /// Nothing: for ever.
  std::optional<base::Duration> remaining{};

  bool operator==(const Waiting&) const = default;
};

/// Only told if it was not ready at once.
struct Ready {
  std::string database{};
  base::Duration waited{};

  bool operator==(const Ready&) const = default;
};

/// Something else that was to be waited for is not there: told as Waiting is.
struct TargetWaiting {
  std::string target{};
  std::string reason{};
  base::Duration elapsed{};
  /// Nothing: for ever.
  std::optional<base::Duration> remaining{};

  bool operator==(const TargetWaiting&) const = default;
};

/// Only told if it was not ready at once.
struct TargetReady {
  std::string target{};
  base::Duration waited{};

  bool operator==(const TargetReady&) const = default;
};

struct LockWaiting {
  /// Empty if unknown.
  std::string holder{};
  base::Duration elapsed{};
  base::Duration remaining{};

  bool operator==(const LockWaiting&) const = default;
};

struct LockTaken {
  base::Duration waited{};

  bool operator==(const LockTaken&) const = default;
};

struct NothingPending {
  std::size_t applied{0};
  /// Empty if there is none.
  std::string current{};

  bool operator==(const NothingPending&) const = default;
};

/// Told before the first statement.
struct Applying {
  Name migration{};
  std::size_t number{1};
  std::size_t total{1};

  bool operator==(const Applying&) const = default;
};

/// Told after the commit, never before.
struct Applied {
  Name migration{};
  base::Duration duration{};

  bool operator==(const Applied&) const = default;
};

/// Told before several migrations are rolled back: what it will be, newest first.
struct RollbackPlanned {
  std::vector<Name> migrations{};

  bool operator==(const RollbackPlanned&) const = default;
};

/// Told before the first statement.
struct RollingBack {
  Name migration{};
  std::size_t number{1};
  std::size_t total{1};

  bool operator==(const RollingBack&) const = default;
};

/// Told after the commit.
struct RolledBack {
  Name migration{};
  base::Duration duration{};

  bool operator==(const RolledBack&) const = default;
};

/// Only the history changed, nothing ran.
struct Recorded {
  enum class What { applied, forgotten, accepted };
  What what{What::applied};
  Name migration{};

  bool operator==(const Recorded&) const = default;
};

/// A migration outside a transaction goes on at this statement.
struct Resuming {
  Name migration{};
  std::size_t statement{1};

  bool operator==(const Resuming&) const = default;
};

/// A statement could not get its lock; everything is rolled back and tried again.
struct Retrying {
  Name migration{};
  std::string reason{};
  base::Duration rest{};
  base::Duration remaining{};

  bool operator==(const Retrying&) const = default;
};

struct ConnectionLost {
  std::string reason{};

  bool operator==(const ConnectionLost&) const = default;
};

/// A fact about a migration: it runs outside a transaction, its BEGIN and COMMIT are skipped ...
struct Noted {
  Name migration{};
  std::string text{};

  bool operator==(const Noted&) const = default;
};

struct HookStarted {
  std::string hook{};

  bool operator==(const HookStarted&) const = default;
};

/// A line that a hook wrote.
struct HookSaid {
  std::string hook{};
  std::string line{};

  bool operator==(const HookSaid&) const = default;
};

/// The server's own words while a migration runs.
struct ServerNotice {
  enum class Severity { debug, info, warning };
  Severity severity{Severity::info};
  std::string message{};
  std::string detail{};
  std::string hint{};

  bool operator==(const ServerNotice&) const = default;
};

/// A verified copy of the database was made.
struct BackedUp {
  std::string path{};
  std::size_t bytes{0};
  base::Duration duration{};

  bool operator==(const BackedUp&) const = default;
};

/// Something to think about that stops nothing.
struct Warned {
  base::Diagnostic diagnostic{};

  bool operator==(const Warned&) const = default;
};

/// The last words before the exec.
struct HandingOver {
  std::string program{};

  bool operator==(const HandingOver&) const = default;
};

/// This run is over, and why.
struct Failed {
  base::Exit exit{base::Exit::internal};
  base::Diagnostic diagnostic{};

  bool operator==(const Failed&) const = default;
};

struct StoppedBySignal {
  int signal{0};

  bool operator==(const StoppedBySignal&) const = default;
};

using Event =
    std::variant<Waiting, Ready, TargetWaiting, TargetReady, LockWaiting, LockTaken, NothingPending,
                 Applying, Applied, RollbackPlanned, RollingBack, RolledBack, Recorded, Resuming,
                 Retrying, ConnectionLost, Noted, HookStarted, HookSaid, ServerNotice, BackedUp,
                 Warned, HandingOver, Failed, StoppedBySignal>;

}  // namespace report
