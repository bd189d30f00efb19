#pragma once

#include "report/event.hpp"
#include "report/reporter.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace report {

/// A fact of an event, for machines. No value at all is JSON's null.
struct Field {
  using Value = std::variant<std::monostate, std::int64_t, std::string, std::vector<std::string>>;
  std::string key{};
  Value value{};

  bool operator==(const Field&) const = default;
};

/// An event in words and fields: what text and JSON are both made from.
struct Account {
  Level level{Level::info};
  /// The kind of event, for machines.
  std::string event{};
  /// For people: a sentence without full stop.
  std::string message{};
  std::vector<Field> fields{};
  /// What is drawn under the message.
  std::optional<base::Diagnostic> below{};

  bool operator==(const Account&) const = default;
};

[[nodiscard]] Account account_of(const Event& event);

}  // namespace report
