#include "base/diagnostic.hpp"
#include "base/file.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"
#include "report_told.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <ostream>  // IWYU pragma: keep
#include <string>

namespace {

using base::Descriptor;
using report::Colour;
using report::Level;
using report::Style;
using report_test::told;

const report::Event news = report::HandingOver{"app"};
const report::Event failure =
    report::Failed{.diagnostic = {.headline = "no",
                                  .place = base::Place{.file = "a", .text = "abc", .label = "here"},
                                  .notes = {"n"}}};

/// Reader and writer of a socket that keeps apart what was written apart.
std::array<Descriptor, 2> packets() {
  std::array<int, 2> ends{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) == 0);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// Reader and writer.
std::array<Descriptor, 2> pipe_ends() {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// SIGPIPE is ignored, as main does it.
class NoSigpipe {
 public:
  NoSigpipe() : before_(::signal(SIGPIPE, SIG_IGN)) {}
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;
  ~NoSigpipe() { ::signal(SIGPIPE, before_); }

 private:
  void (*before_)(int);
};

TEST_CASE("reporter: colours are for terminals only") {
  CHECK(told({failure}).find('\x1b') == std::string::npos);
  CHECK(told({failure}, {.colour = Colour::never}).find('\x1b') == std::string::npos);
}

TEST_CASE("reporter: the severity and the carets of an error are red") {
  CHECK(told({failure}, {.colour = Colour::always}) ==
        "\x1b[1;31merror:\x1b[0m no\n"
        "  --> a:1:1\n"
        "   |\n"
        " 1 | abc\n"
        "   | \x1b[1;31m^ here\x1b[0m\n"
        "   |\n"
        "   = note: n\n");
}

TEST_CASE("reporter: a warning is yellow and news are plain") {
  CHECK(told({report::ConnectionLost{"x"}, news}, {.colour = Colour::always}) ==
        "\x1b[1;33mwarning:\x1b[0m lost the connection to the database: x\n"
        "info: handing over to app\n");
}

TEST_CASE("reporter: a whole event is one write") {
  const auto [reader, writer] = packets();
  report::make_reporter(Style::text, Level::info, Colour::always, writer.get())->tell(failure);
  std::array<char, 4096> room{};
  const auto count = ::read(reader.get(), room.data(), room.size());
  REQUIRE(count > 0);
  CHECK(std::string(room.data(), static_cast<std::size_t>(count)) ==
        told({failure}, {.colour = Colour::always}));
}

TEST_CASE("reporter: a full disk stops nothing") {
  const Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  const auto reporter = report::make_reporter(Style::json, Level::info, Colour::never, full.get());
  reporter->tell(news);
  CHECK_NOTHROW(reporter->tell(failure));
}

TEST_CASE("reporter: a reader that went away stops nothing") {
  const NoSigpipe no_sigpipe;
  auto [reader, writer] = pipe_ends();
  const auto reporter =
      report::make_reporter(Style::text, Level::info, Colour::never, writer.get());
  reader = Descriptor();
  CHECK_NOTHROW(reporter->tell(news));
}

TEST_CASE("reporter: a reader that is stuck stops nothing") {
  const auto [reader, writer] = pipe_ends();
  ::fcntl(writer.get(), F_SETPIPE_SZ, 4096);
  const std::string filling(4096, 'x');
  REQUIRE(::write(writer.get(), filling.data(), filling.size()) == 4096);
  const auto reporter =
      report::make_reporter(Style::text, Level::info, Colour::never, writer.get());
  for (int i = 0; i < 1000; ++i)
    reporter->tell(news);
  CHECK(reader.get() >= 0);
}

TEST_CASE("reporter: a closed stderr is never written to, whatever its number becomes") {
  const report_test::File file(std::tmpfile());
  const int number = ::dup(::fileno(file.get()));
  REQUIRE(number >= 0);
  ::close(number);
  const auto reporter = report::make_reporter(Style::text, Level::info, Colour::never, number);
  const Descriptor reused(::dup(::fileno(file.get())));
  REQUIRE(reused.get() == number);
  reporter->tell(news);
  CHECK(report_test::content_of(file).empty());
}

}  // namespace
