#pragma once

#include "base/duration.hpp"
#include "entrypoint/settings.hpp"
#include "wait/target.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entrypoint {

/// Whether a value may be quoted in a message.
enum class Privacy { open, secret };

/// What somebody wrote for an option, and where.
struct Value {
  std::string text{};
  /// `--wait-timeout`, `MIGREXEC_WAIT_TIMEOUT`, `migrexec.ini:3`.
  std::string origin{};
  Privacy privacy{Privacy::open};
};

/// A base::Error about a value: `MIGREXEC_LOG_LEVEL: "x" is not known`.
[[noreturn]] void refuse_value(const Value& value, const std::string& what,
                               std::vector<std::string> helps);

/// The words of an option's enumeration, in the order of the help.
template <typename Enum>
using Named = std::pair<std::string_view, Enum>;

constexpr std::array<Named<TransactionMode>, 3> names(TransactionMode /*of*/) {
  return {{{"each", TransactionMode::each},
           {"all", TransactionMode::all},
           {"none", TransactionMode::none}}};
}
constexpr std::array<Named<OutOfOrder>, 2> names(OutOfOrder /*of*/) {
  return {{{"error", OutOfOrder::error}, {"apply", OutOfOrder::apply}}};
}
constexpr std::array<Named<Ahead>, 2> names(Ahead /*of*/) {
  return {{{"allow", Ahead::allow}, {"error", Ahead::error}}};
}
constexpr std::array<Named<Format>, 2> names(Format /*of*/) {
  return {{{"text", Format::text}, {"json", Format::json}}};
}
constexpr std::array<Named<LogLevel>, 4> names(LogLevel /*of*/) {
  return {{{"debug", LogLevel::debug},
           {"info", LogLevel::info},
           {"warning", LogLevel::warning},
           {"error", LogLevel::error}}};
}
constexpr std::array<Named<WaitFor>, 3> names(WaitFor /*of*/) {
  return {
      {{"ready", WaitFor::ready}, {"writable", WaitFor::writable}, {"schema", WaitFor::schema}}};
}
constexpr std::array<Named<DownFrom>, 2> names(DownFrom /*of*/) {
  return {{{"history", DownFrom::history}, {"file", DownFrom::file}}};
}
constexpr std::array<Named<OnStart>, 3> names(OnStart /*of*/) {
  return {{{"migrate", OnStart::migrate}, {"wait", OnStart::wait}, {"none", OnStart::none}}};
}

/// What a word stands for.
template <typename Enum>
std::optional<Enum> find_named(std::string_view word) {
  for (const auto& [name, value] : names(Enum{})) {
    if (name == word) return value;
  }
  return std::nullopt;
}

/// Refuses a word that is none of `known`, with a suggestion.
[[noreturn]] void refuse_word(const Value& value, const std::vector<std::string>& known);

/// Checked values; throw base::Error with Exit::configuration.
base::Duration checked_duration(const Value& value);
bool checked_switch(const Value& value);
std::string checked_text(const Value& value);
std::string checked_table(const Value& value);
std::vector<std::string> checked_variables(const Value& value);
/// A number from one on.
std::size_t checked_count(const Value& value);
/// `name=value`; a list has line ends between them.
std::vector<std::string> checked_placeholders(const Value& value);
/// The beginning of variables' names; may be empty.
std::optional<std::string> checked_prefix(const Value& value);
/// With commas between them. Throws base::Error with Exit::usage if one is malformed.
std::vector<wait::Target> checked_targets(const Value& value);

/// What the table of options calls: each stores one checked value in one member of Settings.
template <auto Member>
void set_word(Settings& settings, const Value& value) {
  using Enum = std::remove_cvref_t<decltype(settings.*Member)>;
  const std::optional<Enum> found = find_named<Enum>(value.text);
  if (found) {
    settings.*Member = *found;
    return;
  }
  std::vector<std::string> known;
  for (const auto& [name, _] : names(Enum{}))
    known.emplace_back(name);
  refuse_word(value, known);
}

template <auto Member, auto Check>
void set_checked(Settings& settings, const Value& value) {
  settings.*Member = Check(value);
}

}  // namespace entrypoint
