#include "db/sqlite/scratch.hpp"

#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/driver.hpp"

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace db::sqlite {
namespace {

namespace fs = std::filesystem;

/// Where TMPDIR says, else in /tmp.
std::string make_folder(const base::World& world) {
  const std::string given = world.getenv("TMPDIR").value_or("");
  std::string folder = (given.empty() ? "/tmp" : given) + "/migrexec-test-XXXXXX";
  if (::mkdtemp(folder.data()) != nullptr) return folder;
  throw base::Error(base::Exit::io,
                    {.headline = "cannot create a temporary folder: " +
                                 std::generic_category().message(errno) + ": \"" + folder + "\"",
                     .helps = {"name a folder that can be written: TMPDIR=/path"}});
}

class SqliteScratch : public Scratch {
 public:
  SqliteScratch(Target target, const base::World& world)
      : folder_(make_folder(world)), scratch_(std::move(target)) {
    scratch_.url.path = folder_ + "/test.db";
    scratch_.create = Create::yes;
  }
  SqliteScratch(const SqliteScratch&) = delete;
  SqliteScratch& operator=(const SqliteScratch&) = delete;
  ~SqliteScratch() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  [[nodiscard]] const Target& target() const override { return scratch_; }

 private:
  std::string folder_;
  Target scratch_;
};

}  // namespace

std::unique_ptr<Scratch> make_scratch(const Target& target, const base::World& world) {
  return std::make_unique<SqliteScratch>(target, world);
}

}  // namespace db::sqlite
