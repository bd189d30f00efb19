#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "report/event.hpp"
#include "support/caught.hpp"
#include "support/outside.hpp"
#include "support/recording_reporter.hpp"
#include "wait/await.hpp"
#include "wait/probe.hpp"
#include "wait/target.hpp"

#include <doctest/doctest.h>

#include <signal.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using wait::Answer;
using wait::Target;

namespace {

/// Targets that answer as the test says, by the time that has passed.
class Scene {
 public:
  void target(const std::string& word, std::function<Answer(base::Duration)> answer) {
    targets_.push_back(wait::parse_target(word));
    answers_[targets_.back().text] = std::move(answer);
  }

  void await(base::Duration timeout) {
    wait::await_targets(targets_, timeout, outside.world, reporter,
                        [this](const auto& targets, const auto&, base::Duration patience) {
                          patiences.push_back(patience);
                          return answer(targets);
                        });
  }

  std::map<std::string, int> tries{};
  std::vector<base::Duration> patiences{};
  support::FakeOutside outside{};
  support::RecordingReporter reporter{};

 private:
  std::vector<Answer> answer(const std::vector<Target>& targets) {
    const auto passed =
        std::chrono::duration_cast<base::Duration>(outside.clock.now() - base::Moment{});
    std::vector<Answer> answers;
    for (const Target& target : targets) {
      ++tries[target.text];
      answers.push_back(answers_[target.text](passed));
    }
    return answers;
  }

  std::vector<Target> targets_{};
  std::map<std::string, std::function<Answer(base::Duration)>> answers_{};
};

Answer ready(base::Duration /*passed*/) {
  return std::nullopt;
}

Answer refused(base::Duration /*passed*/) {
  return "Connection refused";
}

std::function<Answer(base::Duration)> ready_after(base::Duration moment) {
  return
      [moment](base::Duration passed) { return passed < moment ? refused(passed) : ready(passed); };
}

}  // namespace

TEST_CASE("await: what is ready at once is not talked about") {
  Scene scene;
  scene.target("tcp://a:1", ready);
  scene.await(minutes(5));
  CHECK(scene.reporter.events.empty());
  CHECK(scene.outside.clock.rests.empty());
}

TEST_CASE("await: without targets nothing is tried") {
  Scene scene;
  scene.await(minutes(5));
  CHECK(scene.patiences.empty());
}

TEST_CASE("await: a target that was ready once is left alone") {
  Scene scene;
  scene.target("tcp://a:1", ready);
  scene.target("tcp://b:2", ready_after(seconds(30)));
  scene.await(minutes(5));
  CHECK(scene.tries["tcp://a:1"] == 1);
  CHECK(scene.tries["tcp://b:2"] > 5);
  const auto told = scene.reporter.all<report::TargetReady>();
  REQUIRE(told.size() == 1);
  CHECK(told.front().target == "tcp://b:2");
  CHECK(told.front().waited >= seconds(30));
}

TEST_CASE("await: a last try that is cut short does not hide what was said before") {
  Scene scene;
  scene.target("tcp://a:1", [](base::Duration passed) {
    return passed < milliseconds(5500) ? refused(passed) : Answer("");
  });
  const auto error = support::caught([&] { scene.await(seconds(6)); });
  REQUIRE(scene.patiences.back() < seconds(5));
  CHECK(error.diagnostic().notes.at(0) == "the last answer of tcp://a:1 was: Connection refused");
}

TEST_CASE("await: silence is told with the time it was listened to") {
  Scene scene;
  scene.target("tcp://a:1", [](base::Duration /*passed*/) { return Answer(""); });
  const auto error = support::caught([&] { scene.await(seconds(30)); });
  CHECK(error.diagnostic().notes.at(0) ==
        "the last answer of tcp://a:1 was: no answer within 5.0 s");
}

TEST_CASE("await: the same answer is told every 10 s, another one at once") {
  Scene scene;
  scene.target("http://a/", [](base::Duration passed) {
    if (passed < seconds(21)) return refused(passed);
    return passed < seconds(26) ? Answer("HTTP status 503 instead of 2xx") : ready(passed);
  });
  scene.await(minutes(5));
  std::vector<std::string> reasons;
  for (const auto& told : scene.reporter.all<report::TargetWaiting>())
    reasons.push_back(told.reason);
  CHECK(reasons == std::vector<std::string>{"Connection refused", "Connection refused",
                                            "HTTP status 503 instead of 2xx"});
}

TEST_CASE("await: out of time, with the last answer of each") {
  Scene scene;
  scene.target("tcp://a:1", refused);
  scene.target("tcp://b:2", ready);
  scene.target("unix:///c", [](base::Duration) { return Answer("No such file or directory"); });
  const base::Error error = support::caught([&] { scene.await(seconds(30)); });
  CHECK(error.exit() == base::Exit::unavailable);
  CHECK(std::string(error.what()) == "2 of 3 targets were not ready within 30s");
  CHECK(error.diagnostic().notes ==
        std::vector<std::string>{"the last answer of tcp://a:1 was: Connection refused",
                                 "the last answer of unix:///c was: No such file or directory"});
}

TEST_CASE("await: a single target is named in the headline") {
  Scene scene;
  scene.target("tcp://a:1", refused);
  const base::Error error = support::caught([&] { scene.await(seconds(1)); });
  CHECK(std::string(error.what()) == "tcp://a:1 was not ready within 1s");
}

TEST_CASE("await: one try takes 5 s at most, and no longer than there is time") {
  Scene scene;
  scene.target("tcp://a:1", refused);
  (void)support::caught([&] { scene.await(seconds(8)); });
  CHECK(scene.patiences.front() == seconds(5));
  CHECK(scene.patiences.back() < seconds(5));
  CHECK(scene.patiences.back() >= milliseconds(10));
}

TEST_CASE("await: no time limit") {
  Scene scene;
  scene.target("tcp://a:1", ready_after(std::chrono::hours(30)));
  scene.await(base::Duration(0));
  const auto told = scene.reporter.all<report::TargetWaiting>();
  REQUIRE_FALSE(told.empty());
  CHECK_FALSE(told.front().remaining.has_value());
}

TEST_CASE("await: a signal ends it") {
  Scene scene;
  scene.target("tcp://a:1", refused);
  scene.outside.clock.on_rest = [&] { scene.outside.stop.ask(SIGTERM); };
  CHECK_THROWS_AS(scene.await(minutes(5)), base::Stopped);
  CHECK(scene.tries["tcp://a:1"] == 1);
}
