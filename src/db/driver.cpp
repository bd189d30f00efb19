#include "db/driver.hpp"

#include "db/postgres/postgres.hpp"
#include "db/sqlite/sqlite.hpp"
#include "db/url.hpp"

namespace db {

const Driver& driver_for(Engine engine) {
  return engine == Engine::postgresql ? postgres::driver() : sqlite::driver();
}

}  // namespace db
