#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/world.hpp"
#include "db/error.hpp"
#include "db/url.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/preparations.hpp"
#include "entrypoint/settings.hpp"
#include "migrate/migration.hpp"
#include "migrate/plan.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace entrypoint {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto told_every = seconds(10);

/// What is still to come, told when it changes and every ten seconds.
class SchemaVigil {
 public:
  explicit SchemaVigil(const Context& context)
      : context_(context), begin_(context.world.clock.now()) {}

  /// Throws when the time is up.
  void pending(std::size_t count) {
    const base::Duration limit = context_.settings.wait_timeout;
    const bool bounded = limit > base::Duration(0);
    if (bounded && elapsed() >= limit) give_up(count);
    const base::Moment now = context_.world.clock.now();
    if (count == told_count_ && now - told_at_ < told_every) return;
    told_count_ = count;
    told_at_ = now;
    context_.reporter.tell(
        report::Waiting{.database = to_public_text(require_database_url(context_.settings)),
                        .reason = text(count),
                        .elapsed = elapsed(),
                        .remaining = bounded ? std::optional(limit - elapsed()) : std::nullopt});
  }

 private:
  static std::string text(std::size_t count) {
    return count == 1 ? "1 migration is not yet applied"
                      : std::to_string(count) + " migrations are not yet applied";
  }

  [[nodiscard]] base::Duration elapsed() const {
    return std::chrono::duration_cast<base::Duration>(context_.world.clock.now() - begin_);
  }

  [[noreturn]] void give_up(std::size_t count) const {
    throw base::Error(base::Exit::unavailable,
                      {.headline = "the schema was not up to date within " +
                                   base::to_text(context_.settings.wait_timeout),
                       .notes = {text(count)},
                       .helps = {"look at what should migrate: its Job, pod or service"}});
  }

  const Context& context_;
  base::Moment begin_;
  base::Moment told_at_{};
  std::size_t told_count_{0};
};

/// How many migrations of the files are not yet recorded. Throws what would stop a migration.
std::size_t count_pending(const Context& context,
                          const std::vector<migrate::Migration>& migrations) {
  Survey survey;
  look(context, migrations, upgrade_planner(context.settings), survey);
  return survey.plan.steps.size();
}

}  // namespace

void wait_for_schema(const Context& context, const std::vector<migrate::Migration>& migrations) {
  SchemaVigil vigil(context);
  for (;;) {
    try {
      const std::size_t left = count_pending(context, migrations);
      if (left == 0) return;
      vigil.pending(left);
    } catch (const db::ConnectionLost& lost) {
      context.reporter.tell(report::ConnectionLost{.reason = lost.what()});
    }
    context.world.rest(milliseconds(250 + static_cast<int>(500 * context.world.chance())));
  }
}

}  // namespace entrypoint
