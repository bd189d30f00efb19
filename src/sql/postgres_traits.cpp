#include "sql/postgres_traits.hpp"

#include "sql/bytes.hpp"
#include "sql/postgres_outside.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

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

struct Verb {
  std::string_view word;
  Traits (*traits)(Phrase&);
};

constexpr std::array verbs{
    Verb{"abort", abort},
    Verb{"alter", traits_of_alter},
    Verb{"begin", begin},
    Verb{"cluster", traits_of_cluster},
    Verb{"commit", commit},
    Verb{"copy", copy},
    Verb{"create", traits_of_create},
    Verb{"deallocate", set_back},
    Verb{"discard", traits_of_discard},
    Verb{"drop", traits_of_drop},
    Verb{"end", end},
    Verb{"load", load},
    Verb{"prepare", prepare},
    Verb{"reindex", traits_of_reindex},
    Verb{"release", savepoint},
    Verb{"reset", set_back},
    Verb{"rollback", rollback},
    Verb{"savepoint", savepoint},
    Verb{"select", select},
    Verb{"set", set},
    Verb{"start", start},
    Verb{"vacuum", vacuum},
};

}  // namespace

Traits postgres_traits(Phrase& phrase) {
  const auto* const verb = std::ranges::find_if(
      verbs, [&](std::string_view word) { return phrase.accept(word); }, &Verb::word);
  return verb == verbs.end() ? Traits{} : verb->traits(phrase);
}

}  // namespace sql
