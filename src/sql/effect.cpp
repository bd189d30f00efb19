#include "sql/concurrent_detach.hpp"
#include "sql/dialect.hpp"
#include "sql/phrase.hpp"
#include "sql/statement_traits.hpp"

#include <optional>
#include <string>
#include <utility>

namespace sql {
namespace {

using What = Effect::What;

void pass_over_if_exists(Phrase& phrase) {
  if (!phrase.accept("if")) return;
  phrase.accept("not");
  phrase.accept("exists");
}

std::optional<Effect> named(What what, Phrase& phrase) {
  pass_over_if_exists(phrase);
  std::string name = phrase.accept_name();
  if (name.empty()) return std::nullopt;
  return Effect{.what = what, .name = std::move(name)};
}

/// `phrase` stands behind CONCURRENTLY. Without a name PostgreSQL makes one up.
std::optional<Effect> index_created(Phrase& phrase) {
  Effect effect{.what = What::index_created};
  pass_over_if_exists(phrase);
  if (!phrase.at("on")) effect.name = phrase.accept_name();
  if (!phrase.accept("on")) return std::nullopt;
  phrase.accept("only");
  effect.table = phrase.accept_name();
  return effect;
}

std::optional<Effect> index_dropped(Phrase& phrase) {
  auto effect = named(What::index_dropped, phrase);
  if (phrase.here().is(',')) return std::nullopt;
  return effect;
}

std::optional<Effect> created(Phrase& phrase) {
  if (phrase.accept("database")) return named(What::database_created, phrase);
  if (phrase.accept("tablespace")) return named(What::tablespace_created, phrase);
  if (phrase.accept("subscription")) return named(What::subscription_created, phrase);
  phrase.accept("unique");
  if (phrase.accept_all({"index", "concurrently"})) return index_created(phrase);
  return std::nullopt;
}

std::optional<Effect> dropped(Phrase& phrase) {
  if (phrase.accept("database")) return named(What::database_dropped, phrase);
  if (phrase.accept("tablespace")) return named(What::tablespace_dropped, phrase);
  if (phrase.accept("subscription")) return named(What::subscription_dropped, phrase);
  if (phrase.accept_all({"index", "concurrently"})) return index_dropped(phrase);
  return std::nullopt;
}

std::optional<Effect> partition_detached(Phrase& phrase) {
  auto detach = accept_concurrent_detach(phrase);
  if (!detach) return std::nullopt;
  return Effect{.what = What::partition_detached,
                .name = std::move(detach->partition),
                .table = std::move(detach->table)};
}

}  // namespace

std::optional<Effect> effect_of(std::string_view statement) {
  Phrase phrase(statement, Dialect::postgresql);
  if (phrase.accept("create")) return created(phrase);
  if (phrase.accept("drop")) return dropped(phrase);
  if (phrase.accept_all({"alter", "table"})) return partition_detached(phrase);
  return std::nullopt;
}

}  // namespace sql
