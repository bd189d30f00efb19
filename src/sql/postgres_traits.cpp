#include "sql/postgres_traits.hpp"

#include "sql/bytes.hpp"
#include "sql/phrase.hpp"
#include "sql/postgres_outside.hpp"
#include "sql/statement_traits.hpp"
#include "sql/token.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace sql {
namespace {

constexpr Traits session_setting{.session_setting = true};

Traits begin(Phrase& /*phrase*/) {
  return {.control = Control::begin};
}

Traits start(Phrase& phrase) {
  return {.control = phrase.at("transaction") ? Control::begin : Control::none};
}

Traits commit(Phrase& phrase) {
  return {.control = phrase.at("prepared") ? Control::two_phase : Control::commit};
}

Traits end(Phrase& /*phrase*/) {
  return {.control = Control::commit};
}

Traits rollback(Phrase& phrase) {
  if (phrase.at("prepared")) return {.control = Control::two_phase};
  phrase.accept_any({"work", "transaction"});
  return {.control = phrase.at("to") ? Control::savepoint : Control::rollback};
}

Traits abort(Phrase& /*phrase*/) {
  return {.control = Control::rollback};
}

Traits savepoint(Phrase& /*phrase*/) {
  return {.control = Control::savepoint};
}

/// A prepared statement may be called "transaction" too.
Traits prepare(Phrase& phrase) {
  if (phrase.accept("transaction") && phrase.at_string()) return {.control = Control::two_phase};
  return session_setting;
}

/// BINARY is what PostgreSQL 7 had; FROM stdout reads from stdin too.
Traits copy(Phrase& phrase) {
  phrase.accept("binary");
  if (phrase.accept_name().empty()) return {};
  phrase.accept_parentheses();
  return {.copy_from_stdin = phrase.accept("from") && phrase.at_any({"stdin", "stdout"})};
}

Traits set(Phrase& phrase) {
  if (phrase.at("constraints")) return {.sticky = true};
  const bool local = phrase.accept("local");
  if (!local) phrase.accept("session");
  if (phrase.at_any({"transaction", "transaction_isolation", "transaction_read_only",
                     "transaction_deferrable"}))
    return {.sticky = true};
  return {.session_setting = !local};
}

Traits set_back(Phrase& /*phrase*/) {
  return session_setting;
}

Traits load(Phrase& /*phrase*/) {
  return {.session_setting = true, .sticky = true};
}

/// Only a select of nothing but set_config(...).
Traits select(Phrase& phrase) {
  const std::string function = phrase.accept_name();
  if (!same_word(function, "set_config") && !same_word(function, "pg_catalog.set_config"))
    return {};
  return {.session_setting = phrase.accept_parentheses() && phrase.at_end()};
}

Traits vacuum(Phrase& /*phrase*/) {
  return {.outside_transaction = true};
}

/// A statement's first word, and what to do with the others.
using Verb = std::pair<std::string_view, Traits (*)(Phrase&)>;

constexpr auto verbs = std::to_array<Verb>({
    {"abort", abort},
    {"alter", traits_of_alter},
    {"begin", begin},
    {"cluster", traits_of_cluster},
    {"commit", commit},
    {"copy", copy},
    {"create", traits_of_create},
    {"deallocate", set_back},
    {"discard", traits_of_discard},
    {"drop", traits_of_drop},
    {"end", end},
    {"load", load},
    {"prepare", prepare},
    {"reindex", traits_of_reindex},
    {"release", savepoint},
    {"reset", set_back},
    {"rollback", rollback},
    {"savepoint", savepoint},
    {"select", select},
    {"set", set},
    {"start", start},
    {"vacuum", vacuum},
});

}  // namespace

Traits postgres_traits(Phrase& phrase) {
  if (phrase.here().kind != Token::Kind::word) return {};
  const std::string_view text = phrase.text();
  const auto* const verb = std::ranges::find_if(
      verbs, [&](std::string_view word) { return same_word(text, word); }, &Verb::first);
  if (verb == verbs.end()) return {};
  phrase.step();
  return verb->second(phrase);
}

}  // namespace sql
