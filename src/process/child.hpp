#pragma once

#include "base/file.hpp"
#include "process/run.hpp"

#include <sys/types.h>

#include <system_error>

namespace process {

/// A program that was started, with the ends of its pipes, and its process group.
class Child {
 public:
  explicit Child(const Command& command);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  /// Kills the group if the program has not ended.
  ~Child();

  /// Why it could not be started.
  [[nodiscard]] std::error_code error() const { return error_; }
  /// Written to, read from, without blocking.
  base::Descriptor& input() { return input_; }
  base::Descriptor& output() { return output_; }
  /// Readable when the program ends, until ended() tells so; none on old kernels.
  [[nodiscard]] int end_notice() const { return end_notice_.get(); }

  /// Whether the program has ended.
  bool ended();
  /// Whether nobody of its group is left.
  bool group_ended();
  /// To the whole group.
  void send(int signal) const noexcept;
  /// After its end.
  [[nodiscard]] Ending ending() const;

 private:
  void start(const Command& command);

  std::error_code error_{};
  base::Descriptor input_{};
  base::Descriptor output_{};
  base::Descriptor end_notice_{};
  pid_t pid_{0};
  bool ended_{false};
  int status_{0};
};

}  // namespace process
