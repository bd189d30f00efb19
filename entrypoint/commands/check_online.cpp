#include "entrypoint/commands/check_online.hpp"

#include "base/duration.hpp"
#include "base/error.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/finding.hpp"
#include "db/session.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/history.hpp"
#include "report/table.hpp"
#include "wait/readiness.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace entrypoint {
namespace {

using db::Finding;
using Verdict = Finding::Verdict;

constexpr auto at_once = std::chrono::seconds(10);

Finding reachable(const db::Server& server) {
  return {.subject = "reachable",
          .text = server.engine + " " + server.version + " as " + server.user + " at " +
                  server.public_url};
}

Finding history_of(db::Session& session, const db::Driver& driver) {
  const db::Server& server = session.server();
  try {
    const migrate::History history(session, driver);
    if (!history.exists())
      return {.subject = "history", .text = "none yet: the first migrate makes it"};
    return {.subject = "history",
            .text = server.history_table + " holds " + std::to_string(history.read().size()) +
                    " migrations"};
  } catch (const db::SqlError& error) {
    const base::Error refused = migrate::history_refused(server, error.failure());
    const auto& helps = refused.diagnostic().helps;
    return {.subject = "history",
            .verdict = Verdict::bad,
            .text = error.failure().message,
            .help = helps.empty() ? "" : helps.front(),
            .exit = refused.exit()};
  }
}

/// Whoever checks wants to know now, not when the server is up.
std::vector<Finding> examine(const Context& context) {
  const db::Target target = make_target(context, db::Create::no);
  const db::Driver& driver = db::driver_for(target.url.engine);
  const Settings& settings = context.settings;
  const bool bounded = settings.wait_timeout > base::Duration(0);
  const wait::Patience patience{
      .wait_timeout = bounded ? std::min<base::Duration>(settings.wait_timeout, at_once) : at_once,
      .lock_timeout = at_once};
  const auto session =
      wait::ready_session(target, wait::Need::answer, patience, context.world, context.reporter);
  std::vector<Finding> findings{reachable(session->server())};
  std::ranges::copy(driver.examine(*session, context.world), std::back_inserter(findings));
  findings.push_back(history_of(*session, driver));
  return findings;
}

report::Tone tone_of(std::string_view verdict) {
  if (verdict == "ok") return report::Tone::good;
  return verdict == "warning" ? report::Tone::caution : report::Tone::trouble;
}

}  // namespace

std::string findings_text(const std::vector<Finding>& findings) {
  constexpr std::array<std::string_view, 3> words{"ok", "warning", "FAILED"};
  std::vector<std::vector<std::string>> rows;
  rows.reserve(findings.size());
  for (const Finding& finding : findings)
    rows.push_back({finding.subject,
                    std::string(words.at(static_cast<std::size_t>(finding.verdict))),
                    finding.text + (finding.help.empty() ? "" : "; " + finding.help)});
  return report::to_columns(rows, 1, tone_of, STDOUT_FILENO);
}

Online check_online(const Context& context) {
  try {
    return {.findings = examine(context)};
  } catch (const base::Error& error) {
    return {.findings = {{.subject = "reachable",
                          .verdict = Verdict::bad,
                          .text = error.diagnostic().headline,
                          .exit = error.exit()}},
            .unreachable = error};
  }
}

}  // namespace entrypoint
