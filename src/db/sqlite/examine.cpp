#include "db/sqlite/examine.hpp"

#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/finding.hpp"
#include "db/session.hpp"

#include <string>
#include <vector>

namespace db::sqlite {
namespace {

using Verdict = Finding::Verdict;

Finding writable(const Server& server) {
  if (server.writable) return {.subject = "writable", .text = "the file, and the folder it is in"};
  return {.subject = "writable",
          .verdict = Verdict::bad,
          .text = "this user may not write the file or the folder it is in",
          .help = "give " + server.user + " the right to write both",
          .exit = base::Exit::refused};
}

/// Damage is better found before a migration than by it.
Finding sound(Session& session) {
  const std::string answer =
      session.query("SELECT quick_check FROM pragma_quick_check(1)").at(0).at(0).value_or("");
  if (answer == "ok") return {.subject = "sound", .text = "PRAGMA quick_check finds nothing"};
  return {.subject = "sound",
          .verdict = Verdict::bad,
          .text = "PRAGMA quick_check says: " + answer,
          .help = "put a copy back: migrexec restore FILE",
          .exit = base::Exit::configuration};
}

}  // namespace

std::vector<Finding> examine(Session& session, const base::World& /*world*/) {
  return {writable(session.server()), sound(session)};
}

}  // namespace db::sqlite
