#include "base/error.hpp"
#include "base/exit.hpp"
#include "contract/database.hpp"
#include "db/backup.hpp"
#include "db/driver.hpp"
#include "db/session.hpp"
#include "support/caught.hpp"
#include "support/child.hpp"
#include "support/folder.hpp"
#include "support/unprivileged.hpp"

#include <doctest/doctest.h>

#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using base::Exit;
using contract::value_of;

namespace {

/// A database with a table of three rows, and a folder for copies of it.
class Site {
 public:
  Site() { run("CREATE TABLE t (n); INSERT INTO t VALUES (1), (2), (3)"); }

  void run(std::string_view sql) const { database.open()->execute(sql); }
  [[nodiscard]] std::string rows() const {
    return value_of(*database.open(), "SELECT count(*) FROM t");
  }
  [[nodiscard]] db::BackupOrder order() const {
    return {.folder = folder.path().string(), .version = "0007", .patience = patience};
  }
  db::Backup back_up() { return back_up(order()); }
  db::Backup back_up(const db::BackupOrder& order) {
    return database.driver().backup(database.target, order, database.outside.world);
  }
  base::Error backup_refusal(const db::BackupOrder& order) {
    return support::caught([&] { back_up(order); });
  }
  void restore(const std::string& copy) {
    database.driver().restore(copy, database.target, database.outside.world);
  }
  base::Error restore_refusal(const std::string& copy) {
    return support::caught([&] { restore(copy); });
  }
  /// The names in the folder of copies, in order.
  [[nodiscard]] std::vector<std::string> copies() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
      names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
  }

  contract::Sqlite database{};
  support::Folder folder{};

 private:
  static constexpr base::Duration patience = std::chrono::milliseconds(200);
};

/// What another database file says.
std::string value_in(const std::string& path, std::string_view sql) {
  contract::Sqlite other;
  other.target.url.path = path;
  other.target.create = db::Create::no;
  return value_of(*other.open(), sql);
}

}  // namespace

TEST_CASE("backup: a copy holds what the database holds, and is named after it") {
  Site site;
  const db::Backup made = site.back_up();
  CHECK(value_in(made.path, "SELECT count(*) FROM t") == "3");
  CHECK(made.bytes == std::filesystem::file_size(made.path));
  const std::string name = std::filesystem::path(made.path).filename().string();
  const std::string file = std::filesystem::path(site.database.path()).filename().string();
  CHECK(name.starts_with(file + ".2"));
  CHECK(name.ends_with(".0007.bak"));
  CHECK(name.size() == file.size() + 1 + 14 + 1 + 4 + 4);
}

TEST_CASE("backup: without a version the name says base") {
  Site site;
  db::BackupOrder order = site.order();
  order.version = "";
  CHECK(site.back_up(order).path.ends_with(".base.bak"));
}

TEST_CASE("backup: nothing but the copy is left in the folder, of a database with a log too") {
  Site site;
  site.run("PRAGMA journal_mode=WAL; INSERT INTO t VALUES (4)");
  const db::Backup made = site.back_up();
  CHECK(site.copies().size() == 1);
  CHECK(value_in(made.path, "SELECT count(*) FROM t") == "4");
}

TEST_CASE("backup: what stands in the log only is copied too") {
  Site site;
  const auto open = site.database.open();
  open->execute("PRAGMA journal_mode=WAL; INSERT INTO t VALUES (4)");
  CHECK(value_in(site.back_up().path, "SELECT count(*) FROM t") == "4");
}

TEST_CASE("backup: it can be made while our own session holds the migration lock") {
  Site site;
  const auto session = site.database.open();
  REQUIRE(session->try_lock());
  site.back_up();
  CHECK_FALSE(site.database.open()->try_lock());
  session->execute("INSERT INTO t VALUES (4)");
}

TEST_CASE("backup: it is as private as the database") {
  Site site;
  ::chmod(site.database.path().c_str(), 0600);
  struct stat status{};
  ::stat(site.back_up().path.c_str(), &status);
  CHECK((status.st_mode & 0777U) == 0600);
}

TEST_CASE("backup: the newest stay, and no other file is touched") {
  Site site;
  const std::string file = std::filesystem::path(site.database.path()).filename().string();
  const std::vector<std::string> before{file + ".20200101000000.1.bak",
                                        file + ".20210101000000.base.bak",
                                        file + ".20220101000000.2.bak",
                                        "other.db.20200101000000.1.bak",
                                        file + ".mine.bak",
                                        file + ".20200101000000.1.txt"};
  for (const std::string& name : before)
    site.folder.write(name, "");
  db::BackupOrder order = site.order();
  order.keep = 2;
  const db::Backup made = site.back_up(order);
  CHECK(made.warnings.empty());
  std::vector<std::string> expected{file + ".20200101000000.1.txt", file + ".20220101000000.2.bak",
                                    std::filesystem::path(made.path).filename().string(),
                                    file + ".mine.bak", "other.db.20200101000000.1.bak"};
  std::ranges::sort(expected);
  CHECK(support::joined(site.copies()) == support::joined(expected));
}

TEST_CASE("backup: two within a second are two files, and one that is kept is the new one") {
  Site site;
  const std::string first = site.back_up().path;
  db::BackupOrder order = site.order();
  order.keep = 1;
  const std::string second = site.back_up(order).path;
  CHECK(first != second);
  CHECK_FALSE(std::filesystem::exists(first));
  CHECK(std::filesystem::exists(second));
}

TEST_CASE("backup: of a missing file and of memory there is nothing to copy") {
  Site site;
  site.database.target.url.path = site.folder / "missing.db";
  CHECK(site.back_up().path.empty());
  site.database.target.url.path = ":memory:";
  CHECK(site.back_up().path.empty());
  CHECK(site.copies().empty());
}

TEST_CASE("backup: without its folder it is an error") {
  Site site;
  db::BackupOrder order = site.order();
  order.folder = site.folder / "missing";
  const base::Error error = site.backup_refusal(order);
  CHECK(error.exit() == Exit::io);
  CHECK(error.diagnostic().headline ==
        "the backup could not be made: \"" + order.folder + "\": No such file or directory");
}

TEST_CASE("backup: without the right to write it is an error") {
  Site site;
  ::chmod(site.database.path().c_str(), 0666);
  ::chmod(site.database.folder().path().c_str(), 0777);
  const support::Unprivileged nobody;
  const base::Error error = site.backup_refusal(site.order());
  CHECK(error.exit() == Exit::io);
  CHECK(error.diagnostic().headline == "the backup could not be made: cannot write in \"" +
                                           site.folder.path().string() + "\": Permission denied");
}

TEST_CASE("backup: while somebody writes it is waited for, not for ever, and nothing is left") {
  Site site;
  const support::Child writer([&] {
    static const auto session = site.database.open();
    session->execute("PRAGMA locking_mode=EXCLUSIVE; INSERT INTO t VALUES (4)");
  });
  const base::Error error = site.backup_refusal(site.order());
  CHECK(error.exit() == Exit::io);
  CHECK(error.diagnostic().headline ==
        "the backup could not be made: database is locked (SQLITE_BUSY)");
  CHECK(site.copies().empty());
}

TEST_CASE("backup: of a damaged database none is kept") {
  Site site;
  site.run(
      "CREATE TABLE u (s); INSERT INTO u SELECT hex(randomblob(2000)) FROM t; "
      "INSERT INTO u SELECT hex(randomblob(2000)) FROM u, t");
  std::fstream file(site.database.path(), std::ios::binary | std::ios::in | std::ios::out);
  constexpr std::size_t page = 4096;
  file.seekp(2 * page);
  file << std::string(3 * page, 'x');
  file.close();
  const base::Error error = site.backup_refusal(site.order());
  CHECK(error.exit() == Exit::io);
  CHECK(site.copies().empty());
}

TEST_CASE("backup: a stop request ends it, and nothing is left") {
  Site site;
  site.database.outside.stop.ask(SIGTERM);
  CHECK_THROWS_AS(site.back_up(), base::Stopped);
  CHECK(site.copies().empty());
}

TEST_CASE("restore: the database holds what the copy holds") {
  Site site;
  const std::string copy = site.back_up().path;
  site.run("DELETE FROM t; CREATE TABLE u (n)");
  ::chmod(site.database.path().c_str(), 0640);
  site.restore(copy);
  CHECK(site.rows() == "3");
  CHECK(value_of(*site.database.open(), "SELECT count(*) FROM sqlite_master") == "1");
  struct stat status{};
  ::stat(site.database.path().c_str(), &status);
  CHECK((status.st_mode & 0777U) == 0640);
  CHECK(site.copies().size() == 1);
}

TEST_CASE("restore: a log beside the database does not come back") {
  Site site;
  site.run("PRAGMA journal_mode=WAL");
  const std::string copy = site.back_up().path;
  {
    // A writer that is killed leaves its log.
    const support::Child writer([&] {
      static const auto session = site.database.open();
      session->execute("INSERT INTO t VALUES (4)");
    });
  }
  REQUIRE(std::filesystem::file_size(site.database.path() + "-wal") > 0);
  site.restore(copy);
  CHECK(site.rows() == "3");
  CHECK(value_of(*site.database.open(), "PRAGMA journal_mode") == "wal");
}

TEST_CASE("restore: a missing database is made anew") {
  Site site;
  const std::string copy = site.back_up().path;
  std::filesystem::remove(site.database.path());
  site.restore(copy);
  CHECK(site.rows() == "3");
}

TEST_CASE("restore: refused while somebody has the database open, though idle") {
  Site site;
  const std::string copy = site.back_up().path;
  const auto idle = site.database.open();
  CHECK(value_of(*idle, "SELECT count(*) FROM t") == "3");
  idle->execute("DELETE FROM t");
  const base::Error error = site.restore_refusal(copy);
  CHECK(error.exit() == Exit::lock_timeout);
  CHECK(error.diagnostic().headline ==
        "\"" + site.database.path() + "\" is in use by another process");
  CHECK(value_of(*idle, "SELECT count(*) FROM t") == "0");
}

TEST_CASE("restore: refused while another process has the database open") {
  Site site;
  const std::string copy = site.back_up().path;
  const support::Child other([&] {
    static const auto session = site.database.open();
    session->execute("DELETE FROM t");
  });
  CHECK(site.restore_refusal(copy).exit() == Exit::lock_timeout);
  CHECK(site.rows() == "0");
}

TEST_CASE("restore: a copy that is missing, empty, damaged or no database") {
  Site site;
  const std::string good = site.back_up().path;
  CHECK(site.restore_refusal(site.folder / "missing").exit() == Exit::io);
  site.folder.write("empty", "");
  CHECK(site.restore_refusal(site.folder / "empty").diagnostic().headline ==
        "\"" + (site.folder / "empty") + "\" is empty");
  site.folder.write("text", std::string(5000, 'x'));
  CHECK(site.restore_refusal(site.folder / "text").diagnostic().headline ==
        "\"" + (site.folder / "text") + "\" cannot be restored: file is not a database");
  std::filesystem::copy_file(good, site.folder.path() / "short");
  std::filesystem::resize_file(site.folder.path() / "short", 4096);
  const base::Error error = site.restore_refusal(site.folder / "short");
  CHECK(error.exit() == Exit::io);
  CHECK(support::joined(error.diagnostic().notes) == "nothing was restored");
  CHECK(site.rows() == "3");
}

TEST_CASE("restore: the database itself is no copy, nor is one with a log beside it") {
  Site site;
  CHECK(site.restore_refusal(site.database.path()).exit() == Exit::usage);
  const std::string copy = site.back_up().path;
  std::ofstream(copy + "-wal") << "x";
  CHECK(site.restore_refusal(copy).diagnostic().headline ==
        "\"" + copy + "\" is not complete: \"" + copy + "-wal\" belongs to it");
}

TEST_CASE("restore: a damaged database has to be moved away, and it is said how") {
  Site site;
  const std::string copy = site.back_up().path;
  std::ofstream(site.database.path()) << std::string(5000, 'x');
  const base::Error error = site.restore_refusal(copy);
  CHECK(error.exit() == Exit::io);
  CHECK(support::joined(error.diagnostic().helps) ==
        "move the damaged database out of the way: mv \"" + site.database.path() + "\" \"" +
            site.database.path() + ".damaged\", then restore again");
  std::filesystem::rename(site.database.path(), site.database.path() + ".damaged");
  site.restore(copy);
  CHECK(site.rows() == "3");
}

TEST_CASE("restore: names that mean something in a URI are names") {
  Site site;
  const std::string copy = site.back_up().path;
  const std::string odd = site.folder / "a?b#c%41.bak";
  std::filesystem::rename(copy, odd);
  site.run("DELETE FROM t");
  site.restore(odd);
  CHECK(site.rows() == "3");
}
