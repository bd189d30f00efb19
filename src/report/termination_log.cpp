#include "base/diagnostic.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "base/utf8.hpp"
#include "report/event.hpp"
#include "report/printable.hpp"
#include "report/reporter.hpp"
#include "report/write_whole.hpp"

#include <fcntl.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <system_error>

namespace report {
namespace {

/// Kubernetes keeps no more.
constexpr std::size_t most_bytes = 4096;
constexpr std::string_view ellipsis = "...";

std::string at_most(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  text.resize(base::border_before(text, limit - ellipsis.size()));
  return text.append(ellipsis);
}

/// The file may be a mounted one: it is written in place, never renamed over. 0, or errno's reason.
int replace_content(const std::string& path, std::string_view text) {
  // Not blocking: a pipe that nobody reads must not hold us up.
  const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  const base::Descriptor file(::open(path.c_str(), flags, 0644));
  return file ? write_whole(file.get(), text, std::chrono::seconds(1)) : errno;
}

}  // namespace

void write_termination_log(const std::string& path, base::Exit exit,
                           const base::Diagnostic& diagnostic, Reporter& reporter) {
  if (path.empty()) return;
  const std::string code = std::to_string(static_cast<int>(exit));
  const std::string headline = printable(one_line(diagnostic.headline));
  const std::string reason = "migrexec: " + headline + " (exit code " + code + ")\n";
  const int error = replace_content(path, at_most(reason + to_text(diagnostic) + "\n", most_bytes));
  if (error == 0) return;
  const std::string why = std::generic_category().message(error);
  reporter.tell(Warned{{.headline = "cannot write the termination log \"" + path + "\": " + why,
                        .helps = {"name another file: MIGREXEC_TERMINATION_LOG"}}});
}

}  // namespace report
