#include "report/reporter.hpp"

#include "report/account.hpp"
#include "report/drawing.hpp"
#include "report/event.hpp"
#include "report/json_line.hpp"
#include "report/printable.hpp"
#include "report/write_whole.hpp"

#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace report {
namespace {

constexpr const char* text_pattern = "%^%l:%$ %v";
constexpr const char* json_pattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)";

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

/// What a terminal wants to hear before something of this level. Only trouble is coloured.
std::string_view colour_of(spdlog::level::level_enum level) {
  if (level == spdlog::level::err) return "\x1b[1;31m";
  if (level == spdlog::level::warn) return "\x1b[1;33m";
  return {};
}

bool shows_colours(Colour colour, int fd) {
  if (colour != Colour::automatic) return colour == Colour::always;
  return ::isatty(fd) == 1 && std::getenv("NO_COLOR") == nullptr;
}

/// Hands each event to the kernel in one piece; spdlog's own sinks do it in several. What cannot
/// be written is lost: there is nobody left to tell.
class WholeLines : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  /// A number that is closed now may be some other file's later: then nothing is written at all.
  WholeLines(int fd, bool coloured)
      : fd_(::fcntl(fd, F_GETFD) < 0 ? -1 : fd), coloured_(coloured) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (fd_ < 0) return;
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    const int error = write_whole(fd_, painted(message, {line.data(), line.size()}), patience_);
    // One wait for a reader that is stuck is enough.
    patience_ = error == 0 ? std::chrono::seconds(1) : base::Duration(0);
  }

  void flush_() override {}

 private:
  [[nodiscard]] std::string painted(const spdlog::details::log_msg& message,
                                    std::string_view line) const {
    const std::string_view colour = colour_of(message.level);
    if (!coloured_ || colour.empty()) return std::string(line);
    std::string whole(line);
    whole.insert(message.color_range_end, plain);
    return whole.insert(message.color_range_start, colour);
  }

  int fd_;
  bool coloured_;
  base::Duration patience_{std::chrono::seconds(1)};
};

std::string text_of(const Account& account, bool coloured) {
  const auto colour = coloured ? colour_of(to_spdlog(account.level)) : std::string_view();
  const std::string message = printable_lines(account.message, "  ");
  return account.below ? message + draw_body(*account.below, colour) : message;
}

class SpdlogReporter : public Reporter {
 public:
  SpdlogReporter(Style style, Level level, bool coloured, int fd)
      : style_(style),
        coloured_(coloured),
        logger_("migrexec", std::make_shared<WholeLines>(fd, coloured)) {
    logger_.set_level(to_spdlog(level));
    // Its own handler would write to stderr.
    logger_.set_error_handler([](const std::string&) {});
    logger_.set_pattern(style == Style::json ? json_pattern : text_pattern,
                        spdlog::pattern_time_type::utc);
  }

  void tell(const Event& event) override {
    const Account account = account_of(event);
    const std::string payload =
        style_ == Style::json ? json_members(account) : text_of(account, coloured_);
    logger_.log(to_spdlog(account.level), std::string_view(payload));
  }

 private:
  Style style_;
  bool coloured_;
  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<Reporter> make_reporter(Style style, Level level, Colour colour, int fd) {
  const bool coloured = style == Style::text && shows_colours(colour, fd);
  return std::make_unique<SpdlogReporter>(style, level, coloured, fd);
}

}  // namespace report
