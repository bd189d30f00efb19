#pragma once

#include "base/world.hpp"

#include <optional>

namespace db::postgres {

enum class Direction { read, write, both };
enum class Woken { by_socket, by_stop, by_time };
/// Whether a signal that came, before or meanwhile, ends the waiting.
enum class Heed { stop, nothing };

/// Until when, and whether for a signal too. No deadline: for ever.
struct Until {
  std::optional<base::Moment> deadline{};
  Heed heed{Heed::stop};
};

/// Waits until the socket is ready or what `until` says.
Woken wait_socket(int socket, Direction direction, const base::World& world, const Until& until);

}  // namespace db::postgres
