#include "base/world.hpp"

#include "base/duration.hpp"
#include "base/error.hpp"

namespace base {

void World::check_stop() const {
  if (const int signal = stop.signal(); signal != 0) throw Stopped(signal);
}

void World::rest(Duration duration) const {
  check_stop();
  clock.sleep(duration, stop.fd());
  check_stop();
}

}  // namespace base
