#include "sql/postgres_outside.hpp"

#include "sql/bytes.hpp"
#include "sql/concurrent_detach.hpp"
#include "sql/phrase.hpp"
#include "sql/statement_traits.hpp"

#include <initializer_list>
#include <string_view>

namespace sql {
namespace {

constexpr Traits outside{.outside_transaction = true};
constexpr Traits outside_and_waiting{.outside_transaction = true, .concurrently = true};

/// An option's value, behind its name and an equals sign or none.
bool switched_off(Phrase& phrase) {
  phrase.accept('=');
  const std::string_view value = phrase.text();
  return phrase.at_any({"false", "off"}) || value == "0" || same_word(value, "'false'") ||
         same_word(value, "'off'");
}

bool has_option_off(Phrase& phrase, std::initializer_list<std::string_view> names) {
  for (; !phrase.at_end(); phrase.step()) {
    if (phrase.accept_any(names) && switched_off(phrase)) return true;
  }
  return false;
}

bool has_word(Phrase& phrase, std::initializer_list<std::string_view> words) {
  while (!phrase.at_end() && !phrase.at_any(words))
    phrase.step();
  return !phrase.at_end();
}

/// A list of publications is followed by a refresh, which talks to the publisher.
Traits alter_subscription(Phrase& phrase) {
  phrase.accept_name();
  if (phrase.accept("refresh")) return outside;
  if (!phrase.accept_any({"set", "add", "drop"})) return {};
  const bool refreshes = phrase.accept("publication") ? !has_option_off(phrase, {"refresh"})
                                                      : has_word(phrase, {"failover", "two_phase"});
  return refreshes ? outside : Traits{};
}

Traits alter_database(Phrase& phrase) {
  phrase.accept_name();
  return phrase.accept_all({"set", "tablespace"}) ? outside : Traits{};
}

bool accept_option_concurrently(Phrase& phrase) {
  if (!phrase.accept('(')) return false;
  bool concurrently = false;
  while (!phrase.at_end() && !phrase.accept(')')) {
    if (phrase.accept("concurrently")) {
      concurrently = !switched_off(phrase);
    } else {
      phrase.step();
    }
  }
  return concurrently;
}

}  // namespace

Traits traits_of_alter(Phrase& phrase) {
  if (phrase.at("system")) return outside;
  if (phrase.accept("database")) return alter_database(phrase);
  if (phrase.accept("subscription")) return alter_subscription(phrase);
  if (!phrase.accept("table")) return {};
  return accept_concurrent_detach(phrase) ? outside_and_waiting : Traits{};
}

/// Of all tables, when none is named.
Traits traits_of_cluster(Phrase& phrase) {
  phrase.accept_parentheses();
  phrase.accept("verbose");
  return {.outside_transaction = phrase.at_end()};
}

Traits traits_of_create(Phrase& phrase) {
  if (phrase.at_any({"database", "tablespace"})) return outside;
  if (phrase.accept("subscription"))
    return {.outside_transaction = !has_option_off(phrase, {"connect", "create_slot"})};
  phrase.accept("unique");
  return phrase.accept_all({"index", "concurrently"}) ? outside_and_waiting : Traits{};
}

Traits traits_of_discard(Phrase& phrase) {
  return {.outside_transaction = phrase.at("all")};
}

Traits traits_of_drop(Phrase& phrase) {
  if (phrase.at_any({"database", "subscription", "tablespace"})) return outside;
  return phrase.accept_all({"index", "concurrently"}) ? outside_and_waiting : Traits{};
}

Traits traits_of_reindex(Phrase& phrase) {
  const bool option = accept_option_concurrently(phrase);
  const bool many = phrase.at_any({"schema", "database", "system"});
  phrase.step();
  const bool concurrently = option || phrase.at("concurrently");
  return {.outside_transaction = many || concurrently, .concurrently = concurrently};
}

}  // namespace sql
