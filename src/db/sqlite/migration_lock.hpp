#pragma once

#include "base/file.hpp"
#include "base/world.hpp"

#include <string>

namespace db::sqlite {

/// The migration lock of a database file: a lock of the kernel's on one byte of the file that
/// SQLite never locks. Readers and writers are not disturbed by it, and it is free as soon as its
/// holder is dead.
///
/// Closing any descriptor of the file drops the locks that SQLite holds in this process: a
/// MigrationLock must outlive the handle.
class MigrationLock {
 public:
  /// `path` is empty for a database that nobody else can see.
  MigrationLock(std::string path, std::string holder, const base::World& world);
  MigrationLock(const MigrationLock&) = delete;
  MigrationLock& operator=(const MigrationLock&) = delete;
  ~MigrationLock() { release(); }

  /// False: somebody else has it. Throws SqlError if the file can't be locked at all.
  bool take();
  void release() noexcept;
  [[nodiscard]] bool held() const noexcept { return held_; }
  /// Who else has it, as far as known; empty if nobody.
  [[nodiscard]] std::string other_holder();

 private:
  /// The file's descriptor, opened at the first need. Throws SqlError.
  int descriptor();
  void write_note() const;
  [[nodiscard]] std::string read_note() const;

  std::string path_;
  std::string holder_;
  const base::World& world_;
  base::Descriptor descriptor_{};
  /// Beside the database, for people; the lock does not depend on it.
  std::string note_path_{};
  bool held_{false};
};

}  // namespace db::sqlite
