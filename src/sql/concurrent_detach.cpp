#include "sql/concurrent_detach.hpp"

#include "sql/phrase.hpp"

#include <optional>

namespace sql {

std::optional<ConcurrentDetach> accept_concurrent_detach(Phrase& phrase) {
  ConcurrentDetach detach;
  if (phrase.accept("if")) phrase.accept("exists");
  phrase.accept("only");
  detach.table = phrase.accept_name();
  phrase.accept('*');
  if (!phrase.accept_all({"detach", "partition"})) return std::nullopt;
  detach.partition = phrase.accept_name();
  if (!phrase.accept("concurrently")) return std::nullopt;
  return detach;
}

}  // namespace sql
