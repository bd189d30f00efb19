#include "migrate/run_outside.hpp"

#include "base/duration.hpp"
#include "base/world.hpp"
#include "migrate/migration.hpp"
#include "migrate/outside_run.hpp"
#include "migrate/standing.hpp"
#include "migrate/text_source.hpp"
#include "migrate/workshop.hpp"
#include "sql/statement_stream.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace migrate {

void run_outside(const Workshop& shop, const Line& step, std::size_t number, std::size_t total) {
  const Migration& migration = *step.file;
  const base::Moment begin = shop.world.clock.now();
  shop.session.reset();
  shop.tell_applying(migration, number, total);
  OutsideRun run(shop, step);
  run.begin();
  TextSource source(migration.path);
  sql::StatementStream stream(source, shop.driver.dialect);
  while (auto statement = stream.next()) {
    // COPY data takes the place of the statement's text in the stream.
    const std::string kept(statement->traits.copy_from_stdin ? statement->text
                                                             : std::string_view());
    if (!kept.empty()) statement->text = kept;
    run.see(stream, *statement);
  }
  const base::Duration duration = shop.since(begin);
  run.end(duration);
  shop.tell_applied(migration, duration);
  shop.session.reset();
}

}  // namespace migrate
