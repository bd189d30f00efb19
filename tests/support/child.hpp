#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <exception>
#include <functional>
#include <stdexcept>

namespace support {

/// Another process: a copy of this one that does something, and stays until it is killed.
class Child {
 public:
  /// Returns when `work` is done there. Throws if it threw.
  explicit Child(const std::function<void()>& work) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) work_and_stay(work, ends[1]);
    ::close(ends[1]);
    char byte = 0;
    const bool done = ::read(ends[0], &byte, 1) == 1;
    ::close(ends[0]);
    if (done) return;
    kill();
    throw std::runtime_error("the child could not do its work");
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { kill(); }

  [[nodiscard]] pid_t pid() const { return pid_; }
  /// With SIGKILL; gone on return.
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  [[noreturn]] static void work_and_stay(const std::function<void()>& work, int done) {
    try {
      work();
      const char byte = 1;
      if (::write(done, &byte, 1) == 1)
        for (;;)
          ::pause();
    } catch (const std::exception&) {
      // The parent sees the pipe end.
      ::_exit(1);
    }
    ::_exit(1);
  }

  pid_t pid_{0};
};

}  // namespace support
