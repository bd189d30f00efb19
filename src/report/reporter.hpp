#pragma once

#include "report/event.hpp"

#include <memory>
#include <string>

namespace report {

enum class Style { text, json };
enum class Level { debug, info, warning, error };
/// Automatic: on a terminal, unless NO_COLOR is set.
enum class Colour { automatic, never, always };

/// Where everything that happens is told. Nobody else writes to stderr.
class Reporter {
 public:
  Reporter() = default;
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;
  virtual ~Reporter() = default;

  /// Never throws for a full or closed stderr.
  virtual void tell(const Event& event) = 0;
};

/// Lines on stderr, or on `fd`, which stays the caller's; if it is closed now, nothing is written.
std::unique_ptr<Reporter> make_reporter(Style style, Level level, Colour colour = Colour::automatic,
                                        int fd = 2);

/// One line of reason, then the diagnostic, at most 4096 bytes, in place of what `path` holds;
/// does nothing for an empty path. A file that can't be written is told to `reporter`.
void write_termination_log(const std::string& path, base::Exit exit,
                           const base::Diagnostic& diagnostic, Reporter& reporter);

/// The diagnostic as a compiler would print it: `error: ...`, the place with a caret, notes, helps.
/// No line end after the last line.
std::string to_text(const base::Diagnostic& diagnostic, const std::string& severity = "error");

}  // namespace report
