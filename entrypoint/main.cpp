#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/signal_stop.hpp"
#include "base/system_clock.hpp"
#include "base/world.hpp"
#include "entrypoint/app.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/scrub.hpp"
#include "entrypoint/settings.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <fcntl.h>
#include <linux/prctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace entrypoint {
namespace {

report::Level level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return report::Level::debug;
    case LogLevel::warning:
      return report::Level::warning;
    case LogLevel::error:
      return report::Level::error;
    default:
      return report::Level::info;
  }
}

report::Style style_of(Format format) {
  return format == Format::json ? report::Style::json : report::Style::text;
}

/// A process started without stdin, stdout or stderr would give their numbers to the database's
/// files, and write messages into them.
void occupy_standard_descriptors() {
  for (int fd = ::open("/dev/null", O_RDWR | O_CLOEXEC); fd >= 0;
       fd = ::open("/dev/null", O_RDWR | O_CLOEXEC)) {
    if (fd <= STDERR_FILENO) continue;
    ::close(fd);
    return;
  }
}

/// Secrets are in this memory: no core file, and nobody but root looks into it. The exec ends this.
void hide_memory() {
  ::prctl(PR_SET_DUMPABLE, 0);
}

base::World make_world(base::Clock& clock, base::Stop& stop) {
  return {.clock = clock,
          .stop = stop,
          .chance =
              [engine = std::minstd_rand(std::random_device()())]() mutable {
                return std::uniform_real_distribution<double>(0.0, 1.0)(engine);
              },
          .getenv = [](const std::string& name) -> std::optional<std::string> {
            const char* value = std::getenv(name.c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>(value);
          }};
}

base::Exit act(const Settings& settings, const base::World& world, report::Reporter& reporter,
               const std::function<void()>& restore_signals) {
  if (settings.version) {
    print("migrexec " MIGREXEC_VERSION "\n");
    return base::Exit::ok;
  }
  if (settings.help) {
    print(settings.command.empty() ? help_text() : help_text(require_command(settings.command)));
    return base::Exit::ok;
  }
  const Context context{.settings = settings,
                        .world = world,
                        .reporter = reporter,
                        .environment = environ,
                        .restore_signals = restore_signals};
  return require_command(settings.command).act(context);
}

int fail(base::Exit exit, const base::Diagnostic& diagnostic, const std::string& termination_log,
         report::Reporter& reporter) {
  reporter.tell(report::Failed{.exit = exit, .diagnostic = diagnostic});
  report::write_termination_log(termination_log, exit, diagnostic, reporter);
  return static_cast<int>(exit);
}

int start(const std::vector<std::string>& arguments, base::SignalStop& stop) {
  base::SystemClock clock;
  const base::World world = make_world(clock, stop);
  const LogSettings log = early_log_settings(arguments, world);
  const auto reporter = report::make_reporter(style_of(log.format), level_of(log.level));
  try {
    const Settings settings = parse_settings(arguments, world);
    return static_cast<int>(act(settings, world, *reporter, [&] { stop.restore(); }));
  } catch (const base::Error& error) {
    return fail(error.exit(), error.diagnostic(), log.termination_log, *reporter);
  } catch (const base::Stopped& stopped) {
    reporter->tell(report::StoppedBySignal{.signal = stopped.signal()});
    return 128 + stopped.signal();
  } catch (const std::exception& error) {
    const base::Diagnostic bug{
        .headline = std::string("internal error: ") + error.what(),
        .helps = {"this is a bug in migrexec: please report it with the lines above"}};
    return fail(base::Exit::internal, bug, log.termination_log, *reporter);
  }
}

}  // namespace
}  // namespace entrypoint

int main(int argc, char** argv) {
  base::SignalStop stop;
  entrypoint::hide_memory();
  entrypoint::occupy_standard_descriptors();
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  entrypoint::scrub_password(argc, argv);
  // A thread that a resolver holds up must not outlive what it uses: no destructors of statics.
  ::_exit(entrypoint::start(arguments, stop));
}
