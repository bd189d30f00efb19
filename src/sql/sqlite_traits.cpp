#include "sql/sqlite_traits.hpp"

#include "sql/bytes.hpp"
#include "sql/phrase.hpp"
#include "sql/statement_traits.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace sql {
namespace {

// They tell or do something, with an argument too, and set nothing.
constexpr std::array actions{
    std::string_view("foreign_key_check"),  std::string_view("foreign_key_list"),
    std::string_view("incremental_vacuum"), std::string_view("index_info"),
    std::string_view("index_list"),         std::string_view("index_xinfo"),
    std::string_view("integrity_check"),    std::string_view("optimize"),
    std::string_view("quick_check"),        std::string_view("table_info"),
    std::string_view("table_list"),         std::string_view("table_xinfo"),
    std::string_view("wal_checkpoint")};

// They are content of the database file, and follow the transaction.
constexpr std::array content{std::string_view("application_id"), std::string_view("schema_version"),
                             std::string_view("user_version")};

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), lower);
  return text;
}

/// Without the schema that may stand before it.
std::string pragma_name(Phrase& phrase) {
  const std::string name = lower_case(phrase.accept_name());
  return name.substr(name.rfind('.') + 1);
}

std::optional<std::string> pragma_value(Phrase& phrase) {
  if (!phrase.accept('=') && !phrase.accept('(')) return std::nullopt;
  std::string value;
  for (; !phrase.at_end() && !phrase.here().is(')'); phrase.step())
    value += phrase.text();
  return lower_case(value);
}

std::string_view without_quotes(std::string_view value) {
  const bool quoted = value.size() >= 2 && (value.front() == '\'' || value.front() == '"') &&
                      value.front() == value.back();
  return quoted ? value.substr(1, value.size() - 2) : value;
}

/// SQLite takes any word that it does not know for "off".
bool switches_on(std::string_view value) {
  const std::string_view word = without_quotes(value);
  if (word.empty()) return false;
  if (digits.has(word.front())) return word.find_first_not_of('0') != std::string_view::npos;
  return word == "on" || word == "yes" || word == "true";
}

Traits pragma(Phrase& phrase) {
  const std::string name = pragma_name(phrase);
  const auto value = pragma_value(phrase);
  if (name == "wal_checkpoint") return {.outside_transaction = true};
  if (!value || std::ranges::count(actions, name) > 0 || std::ranges::count(content, name) > 0)
    return {};
  if (name == "foreign_keys")
    return {.session_setting = true, .foreign_keys_off = !switches_on(*value)};
  return {.outside_transaction = name == "journal_mode" || name == "synchronous",
          .session_setting = true,
          .sticky = true};
}

Traits rollback(Phrase& phrase) {
  const bool named = phrase.accept("transaction") && !phrase.at("to") && phrase.at_name();
  if (named) phrase.step();
  return {.control = phrase.at("to") ? Control::savepoint : Control::rollback};
}

}  // namespace

Traits sqlite_traits(Phrase& phrase) {
  if (phrase.accept("begin")) return {.control = Control::begin};
  if (phrase.accept_any({"commit", "end"})) return {.control = Control::commit};
  if (phrase.accept("rollback")) return rollback(phrase);
  if (phrase.accept_any({"savepoint", "release"})) return {.control = Control::savepoint};
  if (phrase.accept("pragma")) return pragma(phrase);
  if (phrase.accept("attach")) return {.session_setting = true, .sticky = true};
  if (phrase.accept("detach"))
    return {.outside_transaction = true, .session_setting = true, .sticky = true};
  return {.outside_transaction = phrase.at("vacuum")};
}

}  // namespace sql
