#pragma once

#include "report/reporter.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace report_test {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

inline std::string content_of(const File& file) {
  std::array<char, 65536> room{};
  std::string content;
  for (;;) {
    const auto count =
        ::pread(::fileno(file.get()), room.data(), room.size(), static_cast<off_t>(content.size()));
    if (count <= 0) return content;
    content.append(room.data(), static_cast<std::size_t>(count));
  }
}

struct How {
  report::Style style{report::Style::text};
  report::Level level{report::Level::debug};
  report::Colour colour{report::Colour::automatic};
};

/// What stands on stderr after these events.
inline std::string told(const std::vector<report::Event>& events, How how = {}) {
  const File file(std::tmpfile());
  const auto reporter =
      report::make_reporter(how.style, how.level, how.colour, ::fileno(file.get()));
  for (const report::Event& event : events)
    reporter->tell(event);
  return content_of(file);
}

/// The line of one event in JSON, from the level on: the time before it changes.
inline std::string told_in_json(const report::Event& event) {
  const std::string line = told({event}, {.style = report::Style::json});
  return line.substr(line.find(R"("level")"));
}

/// Keeps what it is told.
class Recorder : public report::Reporter {
 public:
  void tell(const report::Event& event) override { events.push_back(event); }

  std::vector<report::Event> events;
};

}  // namespace report_test
