#include "migrate/safety_copy.hpp"

#include "base/world.hpp"
#include "db/backup.hpp"
#include "migrate/job.hpp"
#include "migrate/version.hpp"
#include "migrate/workshop.hpp"
#include "report/event.hpp"
#include "report/reporter.hpp"

#include <string>

namespace migrate {

void copy_database(const Workshop& shop, const Version* current) {
  if (!shop.job.backup) return;
  db::BackupOrder order = *shop.job.backup;
  if (current != nullptr) order.version = current->text();
  const base::Moment begin = shop.world.clock.now();
  const db::Backup made = shop.driver.backup(shop.job.target, order, shop.world);
  if (made.path.empty()) return;
  shop.reporter.tell(
      report::BackedUp{.path = made.path, .bytes = made.bytes, .duration = shop.since(begin)});
  for (const std::string& warning : made.warnings)
    shop.reporter.tell(report::Warned{{.headline = warning}});
}

}  // namespace migrate
